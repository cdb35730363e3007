// Fastify before undici, whose cache is in Redis alone: nothing is kept in this process.
//   node server.mjs PORT ORIGIN REDIS
import Fastify from 'fastify'
import { Agent, interceptors } from 'undici'
import RedisCacheStore from 'undici-cache-redis'

const [port, origin, redis] = process.argv.slice(2)
const { hostname, port: redisPort } = new URL(redis)

const store = new RedisCacheStore({
  tracking: false,
  clientOpts: { host: hostname, port: Number(redisPort), keyPrefix: 'fastify:' },
  errorCallback: (error) => console.error(error)
})
const agent = new Agent({ connections: 64 }).compose(interceptors.cache({ store, methods: ['GET'] }))
const hopByHop = ['connection', 'keep-alive', 'transfer-encoding']

const app = Fastify()
app.get('/*', async (request, reply) => {
  const { statusCode, headers, body } = await agent.request({ origin, path: request.url, method: 'GET' })
  for (const name of hopByHop) delete headers[name]
  reply.code(statusCode).headers(headers)
  return body
})
await app.listen({ host: '127.0.0.1', port: Number(port) })
