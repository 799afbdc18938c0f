import asyncio
from tests.integration.phone.test_odd_far_ends import *
O=b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 39990 RTP/AVP 0\r\n"
def alt(a,b): 
    assert a in O; return O.replace(a,b)
OFF={
 "no body":b"",
 "static": O,
 "line feeds": O.replace(b"\r\n",b"\n"),
 "no end": O[:-2],
 "dynamic without rtpmap": alt(b"AVP 0",b"AVP 0 96 97 98"),
 "rtpmap lower": alt(b"AVP 0\r\n",b"AVP 101 0\r\na=rtpmap:101 TELEPHONE-EVENT/8000\r\na=rtpmap:0 pcmu/8000/1\r\n"),
 "own payload type": alt(b"AVP 0\r\n",b"AVP 113\r\na=rtpmap:113 PCMU/8000\r\n"),
 "unknown codecs only": alt(b"AVP 0\r\n",b"AVP 113\r\na=rtpmap:113 FLUX/8000\r\n"),
 "video first": alt(b"m=audio",b"m=video 39000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio"),
 "video only": alt(b"m=audio 39990 RTP/AVP 0",b"m=video 39000 RTP/AVP 96\r\na=rtpmap:96 H264/90000"),
 "two audio": O+b"m=audio 39992 RTP/AVP 8\r\n",
 "port 0": alt(b"39990",b"0"),
 "image fax": O+b"m=image 39992 udptl t38\r\na=T38FaxVersion:0\r\n",
 "application": O+b"m=application 39994 UDP/BFCP *\r\n",
 "message": O+b"m=message 39994 TCP/MSRP *\r\n",
 "savp no crypto": alt(b"RTP/AVP",b"RTP/SAVP"),
 "avpf": alt(b"RTP/AVP",b"RTP/AVPF"),
 "savpf dtls": alt(b"RTP/AVP",b"UDP/TLS/RTP/SAVPF"),
 "proto nonsense": alt(b"RTP/AVP",b"CARRIER/PIGEON"),
 "c per media": alt(b"c=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 39990 RTP/AVP 0\r\n",b"t=0 0\r\nm=audio 39990 RTP/AVP 0\r\nc=IN IP4 127.0.0.1\r\n"),
 "no c": alt(b"c=IN IP4 127.0.0.1\r\n",b""),
 "c 0.0.0.0": alt(b"c=IN IP4 127.0.0.1",b"c=IN IP4 0.0.0.0"),
 "c ip6": alt(b"c=IN IP4 127.0.0.1",b"c=IN IP6 ::1"),
 "c name": alt(b"c=IN IP4 127.0.0.1",b"c=IN IP4 localhost"),
 "c unknown name": alt(b"c=IN IP4 127.0.0.1",b"c=IN IP4 nowhere.invalid"),
 "c multicast": alt(b"c=IN IP4 127.0.0.1",b"c=IN IP4 224.2.36.42/127"),
 "c nettype": alt(b"c=IN IP4 127.0.0.1",b"c=ATM NSAP 47.0091"),
 "no o": alt(b"o=- 1 1 IN IP4 127.0.0.1\r\n",b""),
 "no s": alt(b"s=-\r\n",b""),
 "no t": alt(b"t=0 0\r\n",b""),
 "no v": alt(b"v=0\r\n",b""),
 "order": b"m=audio 39990 RTP/AVP 0\r\n"+alt(b"m=audio 39990 RTP/AVP 0\r\n",b""),
 "all letters": alt(b"t=0 0\r\n",b"i=x\r\nu=http://x\r\ne=x@y\r\np=+1\r\nb=CT:1000\r\nt=0 0\r\nr=7d 1h 0 25h\r\nz=0 0\r\nk=clear:x\r\na=recvonly\r\n"),
 "unknown letter": alt(b"t=0 0\r\n",b"t=0 0\r\nx=y\r\n"),
 "empty line": alt(b"t=0 0\r\n",b"t=0 0\r\n\r\n"),
 "long": O+b"a=x:"+b"y"*3000+b"\r\n",
 "many": O+b"a=x:y\r\n"*200,
 "ptime odd": O+b"a=ptime:7\r\na=maxptime:1\r\n",
 "ptime words": O+b"a=ptime:soon\r\n",
 "fmtp odd": O+b"a=fmtp:0 x=y;;;=\r\n",
 "fmtp beyond": O+b"a=fmtp:300 x\r\na=rtpmap:300 PCMU/8000\r\n",
 "directions two": O+b"a=sendonly\r\na=recvonly\r\n",
 "inactive": O+b"a=inactive\r\n",
 "sendonly": O+b"a=sendonly\r\n",
 "recvonly": O+b"a=recvonly\r\n",
 "ice": O+b"a=ice-ufrag:x\r\na=ice-pwd:y\r\na=candidate:1 1 UDP 1 10.0.0.1 9 typ host\r\n",
 "rtcp": O+b"a=rtcp:1 IN IP4 127.0.0.1\r\na=rtcp-mux\r\n",
 "rtcp bad": O+b"a=rtcp:99999999\r\n",
 "version huge": alt(b"o=- 1 1",b"o=- 99999999999999999999 99999999999999999999"),
 "dup": alt(b"AVP 0",b"AVP 0 0 0 0"),
 "words formats": alt(b"AVP 0",b"AVP zero"),
 "format beyond": alt(b"AVP 0",b"AVP 0 999"),
 "port range": alt(b"39990",b"39990/2"),
 "port neg": alt(b"39990",b"-1"),
 "port odd": alt(b"39990",b"39991"),
 "low": alt(b"39990",b"1"),
}
async def test_probe(pbx, phone):
    eng=phone.engine_pids
    for i,(name,body) in enumerate(OFF.items()):
        talk=Talk.to_phone(pbx, phone, f"odd{i}")
        talk.say("INVITE", body)
        out=""
        try:
            await phone.until(lambda p: p.calls and p.calls[-1].state=="offering" or None, timeout=.4)
            phone.press("Answer"); out="rang "
        except TimeoutError: pass
        try:
            async with asyncio.timeout(1.5):
                r=await pbx.response("INVITE")
            talk.acknowledge(r, SDP if not body else b"")
            out+=str(r.code)
            if r.code==200:
                m=[l for l in r.body.decode().split("\r\n") if l.startswith(("m=","a=send","a=recv","a=inac"))]
                out+=str(m)
                try:
                    await phone.until("call:connected", timeout=.4); out+=" "+phone.calls[-1].state
                except TimeoutError: out+=" NOT connected:"+str([c.state for c in phone.calls])
                try:
                  async with asyncio.timeout(1): out+=" bye %s"%(await talk.hang_up())
                except TimeoutError: out+=" BYE unanswered"
        except TimeoutError: out+="TIMEOUT"
        try: await phone.until(lambda p: all(c.ended for c in p.calls) or None, timeout=1)
        except TimeoutError: out+=" STUCK "+str([c.state for c in phone.calls]); phone.press("End Call")
        if phone.engine_pids!=eng and i: out+=" ENGINES"; 
        eng=phone.engine_pids
        pbx.forget()
        print(f"{name:24}", out, flush=True)
ANS={k:OFF[k] for k in ("no body","line feeds","dynamic without rtpmap","unknown codecs only","two audio","port 0","video first","savp no crypto","no c","c 0.0.0.0","c ip6","c multicast","no o","no s","empty line","version huge","inactive","format beyond","words formats","proto nonsense")}
async def test_probe_answers(pbx, phone):
    eng=phone.engine_pids
    for i,(name,body) in enumerate(ANS.items()):
        out=""
        phone.dial("1002")
        try:
            invite=await pbx.request("INVITE")
            pbx.answer(invite,200,("Contact",f"<sip:far@127.0.0.1:{pbx.port}>")) if not body else pbx.answer(invite, 200, body=body)
            await pbx.request("ACK")
            try:
                await phone.until("call:connected", timeout=.5); out+="connected "
            except TimeoutError: out+="no "
            out+=str([(c.state,c.code) for c in phone.calls])
            talk=Talk.from_phone(pbx, invite)
            if phone.calls[-1].ended:
                async with asyncio.timeout(1): 
                    pbx.answer(await pbx.request("BYE"),200); out+=" BYE"
            else:
                out+=" bye %s"%(await talk.hang_up())
        except TimeoutError: out+=" TIMEOUT"
        try: await phone.until(lambda p: all(c.ended for c in p.calls) or None, timeout=1)
        except TimeoutError: out+=" STUCK "+str([c.state for c in phone.calls]); phone.press("End Call")
        try:
            await phone.until(lambda p: held_for_calls(p)["seats"] == 0 or None, timeout=2)
        except TimeoutError: out+=" SEAT"
        if phone.engine_pids!=eng: out+=" ENGINES"+str([j.text for j in phone.journal if "engine" in j.text]); 
        eng=phone.engine_pids
        pbx.forget()
        print(f"{name:24}", out, flush=True)
        await phone.until("idle",timeout=20)
