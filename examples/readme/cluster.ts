import { Coordination, textOf } from '@ottla/coordination';
import { startCluster } from 'ottla';

await using cluster = await startCluster({ brokers: 3 });
const coordination = new Coordination({ bootstrapServers: cluster.grpcBootstrap });
await coordination.put('/greeting', 'hello');

await cluster.nodes[0]?.stop();
const greeting = await coordination.get('/greeting');
console.log(greeting && textOf(greeting));
await cluster.restart(0);
await coordination.close();
