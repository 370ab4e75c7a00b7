// Serves dist/ on the given port and says where.
import { preview } from 'astro'

const port = Number(process.argv[2] ?? 4321)
const server = await preview({ server: { port, host: 'localhost' }, logLevel: 'silent' })
if (server.port !== port) {
  await server.stop()
  console.error(
    `holdfast: port ${port} is taken. Stop the program that uses it, or choose another: PORT=${port + 1} npm start`,
  )
  process.exit(1)
}
console.log(`holdfast: ready on http://localhost:${server.port}  (Ctrl+C stops it)`)
const stop = (): void => {
  void server.stop().then(() => process.exit(0))
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
