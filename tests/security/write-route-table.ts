import { contract } from '#apps/server/program.ts';
import { drawRouteTable, securityPage, writeRouteTable } from './draw-route-table.ts';
import { listRoutes } from './list-routes.ts';

const routes = listRoutes(contract);
writeRouteTable(await drawRouteTable(routes));
console.log(`${securityPage}: ${routes.length} routes of the contract`);
