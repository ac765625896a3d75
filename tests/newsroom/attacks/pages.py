"""Pages that use the browser to get where the crawler may not go; articles stand on most of them."""

from tests.newsroom.attacks.frame import Attack, Ground, Visit, article

INSIDE = "127.0.66.1"
REDIRECTS = {
    "redirect": "http://127.0.66.1:{port}/",
    "tls": "https://127.0.66.1:{port}/",
    "decimal": "http://2130723329:{port}/",
    "mapped": "http://[::ffff:127.0.66.1]:{port}/",
}
LOADS = """
<link rel="preconnect" href="{inside}"><link rel="dns-prefetch" href="{inside}"><link rel="prefetch" href="{inside}a">
<link rel="preload" as="script" href="{inside}b"><link rel="stylesheet" href="{inside}c">
<script src="{inside}d"></script>
<style>@import "{inside}e";</style><iframe src="{inside}f"></iframe><object data="{inside}g"></object>
<embed src="{inside}h"><iframe srcdoc="<script src='{inside}i'></script>"></iframe>
"""
SCRIPTS = """<script>
const inside = "{inside}", host = "{host}";
const tried = [];
const attempt = (what) => {{ try {{ what(); }} catch (error) {{ tried.push(error); }} }};
attempt(() => fetch(inside, {{mode: "no-cors"}}).catch(() => 0));
attempt(() => navigator.sendBeacon(inside + "beacon", "x"));
attempt(() => {{ const asked = new XMLHttpRequest(); asked.open("GET", inside + "xhr"); asked.send(); }});
attempt(() => new EventSource(inside + "events"));
attempt(() => new WebSocket("ws://" + host + "/socket"));
attempt(() => new WebSocket("wss://" + host + "/socket"));
attempt(() => new WebTransport("https://" + host + "/transport"));
attempt(() => {{
  const code = `fetch("${{inside}}worker", {{mode: "no-cors"}}).catch(() => 0);
    new WebSocket("ws://${{host}}/worker");
    new WebTransport("https://${{host}}/worker");`;
  new Worker(URL.createObjectURL(new Blob([code], {{type: "text/javascript"}})));
}});
for (const url of ["stun:" + host, "turn:" + host + "?transport=udp", "turn:" + host + "?transport=tcp"])
  attempt(() => {{
    const peer = new RTCPeerConnection({{iceServers: [{{urls: url, username: "a", credential: "b"}}]}});
    peer.createDataChannel("a");
    peer.createOffer().then(offer => peer.setLocalDescription(offer));
  }});
attempt(() => window.open(inside + "popup"));
attempt(() => alert("wait"));
</script>"""


def answer(visit: Visit) -> bool:
    """Answer as a page of a hostile site that its readers need a browser for."""
    name, inside = visit.path.rpartition("/")[2], f"{INSIDE}:{visit.ground.forbidden}"
    if visit.path == "/listing":
        return visit.send(
            "".join(f"<li><a href='{link}'>Ferry leaves on time</a></li>" for link in links(visit.ground))
        )
    if name in REDIRECTS:
        return visit.redirect(REDIRECTS[name].format(port=visit.ground.forbidden))
    mischief = {"loads": LOADS, "scripts": SCRIPTS}.get(name)
    if mischief is None:
        return False
    return visit.send(article(name) + mischief.format(inside=f"http://{inside}/", host=inside))


def links(ground: Ground) -> tuple[str, ...]:
    """Return what the listing names."""
    return tuple(f"{ground.home}article/{name}" for name in (*REDIRECTS, "loads", "scripts"))


BROWSED = Attack(
    name="scripted",
    does="pages whose redirects, frames, scripts, workers, sockets and WebRTC go inside",
    outcomes={"delivered": 2, "failed:forbidden-address": len(REDIRECTS)},
    answer=answer,
    links=links,
)
