import type { ClusterService } from './cluster-service.ts';
import type { ConfigsService } from './configs-service.ts';
import type { FetchService } from './fetch-service.ts';
import type { OffsetsService } from './offsets-service.ts';
import type { ProduceService } from './produce-service.ts';
import type { ProducersService } from './producers-service.ts';
import type { QuorumService } from './quorum-service.ts';
import type { QuotasService } from './quotas-service.ts';
import type { TopicsService } from './topics-service.ts';

/** What all doors call: our words in, our words out, authorization inside. */
export interface BrokerServices {
  readonly produce: ProduceService;
  readonly fetch: FetchService;
  readonly offsets: OffsetsService;
  readonly topics: TopicsService;
  readonly configs: ConfigsService;
  readonly quotas: QuotasService;
  readonly producers: ProducersService;
  readonly cluster: ClusterService;
  readonly quorum: QuorumService;
}
