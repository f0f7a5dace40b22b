// Starts a network of the AT Protocol and prints its addresses as one line of JSON; ends when its input ends.
// `node atproto.mjs FOLDER small|full`, FOLDER being where @atproto/dev-env is installed.
import { once } from 'node:events'
import http from 'node:http'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [folder, size] = process.argv.slice(2)
const found = createRequire(`${folder}/package.json`).resolve('@atproto/dev-env')
const { TestNetwork, TestNetworkNoAppView } = await import(pathToFileURL(found))
const full = size === 'full'
const network = await (full ? TestNetwork : TestNetworkNoAppView).create({ dbPostgresSchema: 'tests' })

// On the public network, who is who is in one place and the AppView in another; here one address stands for both.
const door = http.createServer((asked, answer) => {
  const home = asked.url.startsWith('/did:')
    ? network.plc.url
    : asked.url.startsWith('/xrpc/com.atproto.')
      ? network.pds.url
      : full && network.bsky.url
  if (!home) {
    answer.writeHead(404).end()
    return
  }
  const headers = { ...asked.headers, host: new URL(home).host }
  const passed = http.request(new URL(asked.url, home), { method: asked.method, headers }, (got) => {
    answer.writeHead(got.statusCode, got.headers)
    got.pipe(answer)
  })
  passed.on('error', () => answer.destroy())
  asked.pipe(passed)
})
door.listen(0, '127.0.0.1')
await once(door, 'listening')
console.log(JSON.stringify({ door: `http://127.0.0.1:${door.address().port}`, pds: network.pds.url, plc: network.plc.url }))

process.stdin.resume()
await once(process.stdin, 'end')
process.exit(0)
