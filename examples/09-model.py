# A model in PyTorch that is trained from TypeScript (09-policy-in-python.ts), over HTTP on this machine.
# The first line of the standard input is what to make, as JSON; the port is then written to the standard output, and
# the process ends with its standard input. Each request is POST /NAME with a JSON object; a NaN travels as null.
import copy, hmac, json, math, os, random, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import torch
from torch import nn


class Model(nn.Module):
    """Next-token logits [B, T, V] of tokens [B, T]: a small transformer with learned positions."""

    def __init__(self, vocabulary, length, width, layers, heads):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        block = nn.TransformerEncoderLayer(width, heads, 4 * width, 0.0, nn.functional.silu, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(block, layers, nn.LayerNorm(width), enable_nested_tensor=False)
        self.head = nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens):
        length = tokens.shape[1]
        mask = torch.full((length, length), -math.inf).triu(1)
        return self.head(self.blocks(self.tokens(tokens) + self.places.weight[:length], mask=mask, is_causal=True))


def padded(rows):
    """Rows of tokens as one tensor; what stands behind a row does not reach back to it."""
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)


def scores(model, sequences, temperature):
    """Log-probability and entropy of each sampled token, a row a sequence."""
    if not sequences:
        return []
    logs = torch.log_softmax(model(padded([each["tokens"] for each in sequences])) / temperature, -1)
    rows = []
    for each, log in zip(sequences, logs):
        at = torch.tensor(each["sampled"]).nonzero()[:, 0]
        of = log[at - 1]
        rows.append((of.gather(1, torch.tensor(each["tokens"])[at, None])[:, 0], -(of.exp() * of).sum(-1)))
    return rows


def draw(log, rng, temperature, topK, topP, minP):
    """A token by its log-probabilities [V]."""
    if temperature == 0:
        return int(log.argmax())
    shares, order = log.double().exp().sort(descending=True, stable=True)
    kept = (shares.cumsum(0) - shares < topP) & (shares >= minP * shares[0]) & (torch.arange(len(shares)) < (topK or len(shares)))
    mass = (shares * kept).cumsum(0)
    return int(order[min(int(torch.searchsorted(mass, rng.random() * mass[-1].item(), right=True)), int(kept.nonzero().max()))])


class Policy:
    def __init__(self, seed, **shape):
        # So small a model gains nothing from more threads, and loses where others compute beside it.
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        self.model, self.length, self.version, self.frozen = Model(**shape), shape["length"], 0, {}
        matrices = [each for each in self.model.parameters() if each.dim() > 1]
        others = [each for each in self.model.parameters() if each.dim() == 1]
        self.optimizer = torch.optim.AdamW([{"params": matrices}, {"params": others, "weight_decay": 0.0}])

    @torch.no_grad()
    def generate(self, prompts, seeds, temperature, topK, topP, minP, maxTokens, stop):
        replies = [{"tokens": [], "logProbs": [], "finish": "length"} for _ in prompts]
        rngs, going = [random.Random(seed) for seed in seeds], list(range(len(prompts)))
        if any(len(prompt) >= self.length for prompt in prompts):
            raise ValueError(f"a prompt has {max(map(len, prompts))} tokens; the model holds {self.length}, its reply included")
        for _ in range(maxTokens):
            if not going:
                break
            rows = [prompts[at] + replies[at]["tokens"] for at in going]
            logits = self.model(padded(rows))[torch.arange(len(rows)), torch.tensor([len(row) - 1 for row in rows])]
            for at, log in zip(going, torch.log_softmax(logits / (temperature or 1), -1)):
                reply, token = replies[at], draw(log, rngs[at], temperature, topK, topP, minP)
                reply["tokens"].append(token)
                reply["logProbs"].append(log[token].item())
                if any(reply["tokens"][-len(end):] == end for end in stop):
                    reply["finish"] = "stop"
            going = [at for at in going if replies[at]["finish"] != "stop" and len(prompts[at] + replies[at]["tokens"]) < self.length]
        return replies

    @torch.no_grad()
    def score(self, sequences, temperature, frozen=None):
        return told(scores(self.frozen[frozen] if frozen else self.model, sequences, temperature))

    def accumulate(self, sequences, temperature, logProbs, entropies):
        rows = scores(self.model, sequences, temperature)
        loss = torch.zeros(())
        for (log, entropy), by_log, by_entropy in zip(rows, logProbs, entropies):
            loss = loss + (log * numbers(by_log)).sum() + ((entropy * numbers(by_entropy)).sum() if by_entropy else 0)
        if rows:
            loss.backward()
        return told(rows)

    def apply(self, learningRate, maxGradNorm, beta1, beta2, epsilon, weightDecay):
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), maxGradNorm).item()
        if math.isfinite(norm):
            for group, decay in zip(self.optimizer.param_groups, (weightDecay, 0.0)):
                group.update(lr=learningRate, betas=(beta1, beta2), eps=epsilon, weight_decay=decay)
            self.optimizer.step()
            self.version += 1
        self.discard()
        return {"gradNorm": norm if math.isfinite(norm) else None, "skipped": not math.isfinite(norm)}

    def discard(self):
        self.optimizer.zero_grad()

    def snapshot(self, folder):
        torch.save({"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "version": self.version}, f"{folder}/state.pt")

    def restore(self, folder):
        kept = torch.load(f"{folder}/state.pt", weights_only=True)
        for name, own in self.model.state_dict().items():
            if name not in kept["model"] or kept["model"][name].shape != own.shape:
                raise ValueError(f"the snapshot is of another model: {name} is not {list(own.shape)} there")
        self.model.load_state_dict(kept["model"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.version = kept["version"]
        self.discard()

    def freeze(self):
        name = f"frozen-{len(self.frozen)}"
        self.frozen[name] = copy.deepcopy(self.model)
        return name

    def thaw(self, name):
        self.frozen[name] = None


def numbers(values):
    return torch.tensor([math.nan if value is None else value for value in values])


def told(rows):
    return [{"logProbs": log.tolist(), "entropies": entropy.tolist()} for log, entropy in rows]


methods = ("generate", "score", "accumulate", "apply", "discard", "snapshot", "restore", "freeze", "thaw")


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        name = self.path[1:]
        # Whoever else is on this machine, a page in a browser too, does not know the token.
        if name not in methods or not hmac.compare_digest(self.headers.get("authorization", ""), f"Bearer {token}"):
            return self.answer(404, {"error": f"there is no {name} here for you"})
        try:
            self.answer(200, {"result": getattr(policy, name)(**json.loads(body)), "version": policy.version})
        except Exception as fault:
            self.answer(400, {"error": f"{type(fault).__name__}: {fault}"})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def end_with_input():
    sys.stdin.read()
    os._exit(0)


settings = json.loads(sys.stdin.readline())
token = settings.pop("token")
policy = Policy(**settings)
server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=end_with_input, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
