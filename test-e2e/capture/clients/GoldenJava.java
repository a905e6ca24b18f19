import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.quota.*;
import org.apache.kafka.common.resource.*;
import org.apache.kafka.common.serialization.*;

/** Speaks as the Java client does. Usage: java -cp LIBS GoldenJava.java BOOTSTRAP SAMPLES */
public class GoldenJava {
  static final ObjectMapper JSON = new ObjectMapper();
  static String bootstrap;

  interface Step { Object run() throws Exception; }

  static void attempt(String name, Step step) {
    try { step.run(); } catch (Exception error) { System.err.println(name + ": " + error); }
  }

  static Properties base() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("client.id", "golden-java");
    return properties;
  }

  static byte[] bytes(JsonNode node) { return node.isNull() ? null : Base64.getDecoder().decode(node.asText()); }

  static void produce(String codec, JsonNode samples) {
    Properties properties = base();
    properties.put("compression.type", codec);
    properties.put("linger.ms", "300");
    try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (JsonNode sample : samples) {
        var record = new ProducerRecord<>("golden-" + codec, 0, sample.get("timestamp").asLong(), bytes(sample.get("key")), bytes(sample.get("value")));
        for (JsonNode header : sample.get("headers")) record.headers().add(new RecordHeader(header.get(0).asText(), bytes(header.get(1))));
        producer.send(record);
      }
      producer.flush();
    }
    System.out.println(JSON.createObjectNode().put("codec", codec).set("records", samples).toString());
  }

  static void consume(String protocol) {
    Properties properties = base();
    properties.put("group.id", "golden-java-" + protocol);
    properties.put("group.protocol", protocol);
    properties.put("auto.offset.reset", "earliest");
    if (protocol.equals("classic")) properties.put("heartbeat.interval.ms", "500");
    try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("golden-none", "golden-zstd"));
      long end = System.currentTimeMillis() + 4000;
      while (System.currentTimeMillis() < end) consumer.poll(Duration.ofMillis(200));
      consumer.commitSync();
      consumer.offsetsForTimes(Map.of(new TopicPartition("golden-none", 0), 1700000004000L));
    }
  }

  static void transact() {
    Properties properties = base();
    properties.put("transactional.id", "golden-java");
    try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("golden-transactions", 0, new byte[] {1}, new byte[] {2}));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("golden-transactions", 0, new byte[] {1}, new byte[] {3}));
      producer.abortTransaction();
    }
  }

  static void administer() throws Exception {
    try (Admin admin = Admin.create(base())) {
      String topic = "golden-java-admin";
      TopicPartition first = new TopicPartition("golden-none", 0);
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      attempt("create", () -> admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1).configs(Map.of("retention.ms", "3600000")))).all().get());
      attempt("partitions", () -> admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get());
      attempt("describe", () -> admin.describeTopics(List.of(topic)).allTopicNames().get());
      attempt("configs", () -> admin.describeConfigs(List.of(resource), new DescribeConfigsOptions().includeSynonyms(true)).all().get());
      var operation = new AlterConfigOp(new ConfigEntry("retention.bytes", "1048576"), AlterConfigOp.OpType.SET);
      attempt("incremental", () -> admin.incrementalAlterConfigs(Map.of(resource, List.of(operation))).all().get());
      attempt("cluster", () -> admin.describeCluster().nodes().get());
      attempt("offsets", () -> admin.listOffsets(Map.of(first, OffsetSpec.maxTimestamp())).all().get());
      attempt("delete records", () -> admin.deleteRecords(Map.of(new TopicPartition("golden-trim", 0), RecordsToDelete.beforeOffset(3))).all().get());
      attempt("log dirs", () -> admin.describeLogDirs(List.of(1)).allDescriptions().get());
      attempt("producers", () -> admin.describeProducers(List.of(first)).all().get());
      attempt("transactions", () -> admin.listTransactions().all().get());
      attempt("describe transactions", () -> admin.describeTransactions(List.of("golden-java")).all().get());
      attempt("groups", () -> admin.listGroups().all().get());
      attempt("describe groups", () -> admin.describeConsumerGroups(List.of("golden-java-classic", "golden-java-consumer")).all().get());
      attempt("group offsets", () -> admin.listConsumerGroupOffsets("golden-java-classic").partitionsToOffsetAndMetadata().get());
      attempt("delete groups", () -> admin.deleteConsumerGroups(List.of("golden-java-classic")).all().get());
      attempt("quorum", () -> admin.describeMetadataQuorum().quorumInfo().get());
      attempt("features", () -> admin.describeFeatures().featureMetadata().get());
      attempt("resources", () -> admin.listConfigResources().all().get());
      attempt("reassignments", () -> admin.listPartitionReassignments().reassignments().get());
      attempt("elect", () -> admin.electLeaders(org.apache.kafka.common.ElectionType.PREFERRED, java.util.Set.of(new TopicPartition(topic, 0))).all().get());
      var entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "golden"));
      attempt("alter quotas", () -> admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1048576.0))))).all().get());
      attempt("quotas", () -> admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get());
      var scram = new UserScramCredentialUpsertion("golden", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "golden");
      attempt("alter scram", () -> admin.alterUserScramCredentials(List.of(scram)).all().get());
      attempt("scram", () -> admin.describeUserScramCredentials().all().get());
      var binding = new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL), new AccessControlEntry("User:golden", "*", AclOperation.READ, AclPermissionType.ALLOW));
      attempt("create acls", () -> admin.createAcls(List.of(binding)).all().get());
      attempt("acls", () -> admin.describeAcls(AclBindingFilter.ANY).values().get());
      attempt("delete acls", () -> admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get());
      attempt("delete", () -> admin.deleteTopics(List.of(topic)).all().get());
      admin.close(Duration.ofSeconds(2));
    }
  }

  public static void main(String[] arguments) throws Exception {
    bootstrap = arguments[0];
    JsonNode samples = JSON.readTree(new File(arguments[1]));
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) produce(codec, samples);
    attempt("classic", () -> { consume("classic"); return null; });
    attempt("consumer", () -> { consume("consumer"); return null; });
    attempt("transact", () -> { transact(); return null; });
    administer();
    System.exit(0);
  }
}
