/*
 * An open-loop client on librdkafka: one thread sends a record at each fixed moment, whatever became of those before; the
 * main thread polls one record at a time. Latencies count from the moment at which a record should have been sent.
 *
 *   open-loop BROKERS TOPIC RECORDS_PER_SECOND RECORDS WARMUP_RECORDS RECORD_BYTES
 *
 * The topic has one partition and is empty. Prints a line for each record behind the warm-up: microseconds until it was
 * acknowledged, microseconds until it was consumed.
 */
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

static const char *brokers, *topic;
static long records, warmup, record_bytes;
static double interval_ns;
static int64_t start_ns;
static int64_t *acked_ns, *consumed_ns;
static rd_kafka_t *producer;
static volatile long acked;
static volatile int failed;

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t intended_ns(long record) { return start_ns + (int64_t)(record * interval_ns); }

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
  char error[512];
  if (rd_kafka_conf_set(conf, name, value, error, sizeof(error)) != RD_KAFKA_CONF_OK) {
    fprintf(stderr, "%s\n", error);
    exit(2);
  }
}

static void delivered(rd_kafka_t *handle, const rd_kafka_message_t *message, void *opaque) {
  (void)handle;
  (void)opaque;
  if (message->err) {
    fprintf(stderr, "a record was not stored: %s\n", rd_kafka_err2str(message->err));
    failed = 1;
    return;
  }
  acked_ns[(long)(intptr_t)message->_private] = now_ns();
  acked++;
}

static rd_kafka_t *open_handle(rd_kafka_type_t type) {
  char error[512];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  set(conf, "bootstrap.servers", brokers);
  set(conf, "socket.nagle.disable", "true");
  if (type == RD_KAFKA_PRODUCER) {
    set(conf, "linger.ms", "0");
    set(conf, "acks", "all");
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  } else {
    set(conf, "group.id", "bench");
    set(conf, "enable.auto.commit", "false");
    set(conf, "fetch.min.bytes", "1");
    set(conf, "fetch.wait.max.ms", "500");
  }
  rd_kafka_t *handle = rd_kafka_new(type, conf, error, sizeof(error));
  if (handle == NULL) {
    fprintf(stderr, "%s\n", error);
    exit(2);
  }
  return handle;
}

static void *send_all(void *unused) {
  (void)unused;
  prctl(PR_SET_TIMERSLACK, 1);
  char *payload = malloc(record_bytes);
  memset(payload, 'x', record_bytes);
  for (long record = 0; record < records && !failed; record++) {
    int64_t at = intended_ns(record);
    struct timespec until = {at / 1000000000, at % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
      ;
    memcpy(payload, &record, sizeof(record));
    rd_kafka_resp_err_t error;
    do {
      error = rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(0),
                                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(payload, record_bytes),
                                RD_KAFKA_V_OPAQUE((void *)(intptr_t)record), RD_KAFKA_V_END);
    } while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    if (error) {
      fprintf(stderr, "a record could not be sent: %s\n", rd_kafka_err2str(error));
      failed = 1;
    }
  }
  free(payload);
  return NULL;
}

static void *poll_reports(void *unused) {
  (void)unused;
  while (acked < records && !failed) rd_kafka_poll(producer, 100);
  return NULL;
}

/* Reads all records; they come in the order in which they were sent. */
static void consume_all(rd_kafka_t *consumer) {
  int64_t patience_ns = intended_ns(records) + 60000000000;
  for (long record = 0; record < records && !failed;) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, 100);
    if (message == NULL) {
      if (now_ns() > patience_ns) {
        fprintf(stderr, "%ld of %ld records were consumed, then none came\n", record, records);
        failed = 1;
      }
      continue;
    }
    int64_t at = now_ns();
    if (message->err) {
      fprintf(stderr, "a fetch failed: %s\n", rd_kafka_message_errstr(message));
      failed = message->err != RD_KAFKA_RESP_ERR__TRANSPORT;
    } else {
      long number;
      memcpy(&number, message->payload, sizeof(number));
      if (number != record) {
        fprintf(stderr, "record %ld came where %ld was expected\n", number, record);
        failed = 1;
      }
      consumed_ns[record++] = at;
    }
    rd_kafka_message_destroy(message);
  }
}

int main(int count, char **arguments) {
  if (count != 7) {
    fprintf(stderr, "open-loop BROKERS TOPIC RECORDS_PER_SECOND RECORDS WARMUP_RECORDS RECORD_BYTES\n");
    return 2;
  }
  brokers = arguments[1];
  topic = arguments[2];
  interval_ns = 1e9 / atof(arguments[3]);
  records = atol(arguments[4]);
  warmup = atol(arguments[5]);
  record_bytes = atol(arguments[6]);
  acked_ns = calloc(records, sizeof(int64_t));
  consumed_ns = calloc(records, sizeof(int64_t));
  producer = open_handle(RD_KAFKA_PRODUCER);
  rd_kafka_t *consumer = open_handle(RD_KAFKA_CONSUMER);
  rd_kafka_poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t *places = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(places, topic, 0)->offset = 0;
  rd_kafka_assign(consumer, places);
  rd_kafka_topic_partition_list_destroy(places);
  start_ns = now_ns() + 500000000;
  pthread_t sender, reporter;
  pthread_create(&sender, NULL, send_all, NULL);
  pthread_create(&reporter, NULL, poll_reports, NULL);
  consume_all(consumer);
  pthread_join(sender, NULL);
  pthread_join(reporter, NULL);
  if (failed) return 3;
  for (long record = warmup; record < records; record++)
    printf("%ld %ld\n", (long)(acked_ns[record] - intended_ns(record)) / 1000,
           (long)(consumed_ns[record] - intended_ns(record)) / 1000);
  fflush(stdout);
  /* Leaving without a word to the broker: closing a consumer would ask for a group. */
  _Exit(0);
}
