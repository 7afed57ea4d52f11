// A client that speaks the frames of MCP 2025-11-25 and 2026-07-28 as the official Python and TypeScript clients send
// them, and keeps all that it was sent.

export interface RpcAnswer {
  readonly status: number
  readonly headers: Headers
  readonly result?: { readonly [field: string]: unknown }
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

export class McpClient {
  readonly #url: string
  readonly #headers: { readonly [name: string]: string }
  session: string | undefined
  /** Every byte that came. */
  received = ''

  constructor(url: string, headers: { readonly [name: string]: string } = {}) {
    this.#url = url
    this.#headers = headers
  }

  async send(body: string, headers: { readonly [name: string]: string } = {}): Promise<RpcAnswer> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(this.session !== undefined && { 'mcp-session-id': this.session, 'mcp-protocol-version': '2025-11-25' }),
        ...this.#headers,
        ...headers,
      },
      body,
    })
    const text = await response.text()
    this.received += text
    const parsed = (text === '' ? {} : JSON.parse(text)) as object
    return { ...parsed, status: response.status, headers: response.headers }
  }

  async ask(method: string, params: object = {}): Promise<RpcAnswer> {
    return await this.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  }

  async begin(): Promise<RpcAnswer> {
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    const answer = await this.ask('initialize', params)
    this.session = answer.headers.get('mcp-session-id') ?? undefined
    if (answer.result !== undefined)
      await this.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }))
    return answer
  }

  async call(name: string, given: object = {}): Promise<{ text: string; isError: boolean }> {
    const { result } = await this.ask('tools/call', { name, arguments: given })
    const { content, isError } = result as { content: readonly { text: string }[]; isError: boolean }
    return { text: content.map(({ text }) => text).join(''), isError }
  }

  /** As a client of 2026-07-28 asks: every request says of itself what the handshake said once. */
  async askModern(method: string, params: object = {}): Promise<RpcAnswer> {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    const name = 'name' in params && typeof params.name === 'string' ? params.name : undefined
    return await this.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }), {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': name }),
    })
  }

  async end(): Promise<number> {
    const headers = { 'mcp-session-id': this.session ?? '' }
    return (await fetch(this.#url, { method: 'DELETE', headers })).status
  }
}
