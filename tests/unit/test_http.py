"""A request that two servers could read differently is refused, and nothing after it is read."""

from __future__ import annotations

import pytest

from tests.web_server import WebServer, statuses, with_server

POST = b"POST /echo HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
GET = b"GET /chat HTTP/1.1\r\nHost: x\r\n\r\n"
SMUGGLED = b"GET /chat HTTP/1.1\r\nHost: y\r\n\r\n"  # must not become a request


def answers(sent: bytes) -> bytes:
    return with_server(lambda server: server.answers(sent))


HEADS = {
    "white space before the colon": POST + b"Content-Length : %d\r\n\r\n" % len(SMUGGLED),
    "a tab before the colon": POST + b"Content-Length\t: %d\r\n\r\n" % len(SMUGGLED),
    "a folded length": POST + b"X: y\r\n Content-Length: %d\r\n\r\n" % len(SMUGGLED),
    "a folded value": POST + b"Content-Length:\r\n %d\r\n\r\n" % len(SMUGGLED),
    "a name that is none": POST + b"Content\x0bLength: 3\r\n\r\n",
    "no name": POST + b": 3\r\n\r\n",
    "no colon": POST + b"Content-Length\r\n\r\n",
    "a line that ends with LF alone": POST + b"X: y\nContent-Length: %d\r\n\r\n" % len(SMUGGLED),
    "a bare CR": POST + b"X: y\rContent-Length: %d\r\n\r\n" % len(SMUGGLED),
    "NUL in a value": POST + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "a vertical tab before the coding": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n",
    "a wide space before the coding": POST + b"Transfer-Encoding: \xc2\xa0chunked\r\n\r\n",
    "a space after the coding": POST + b"Transfer-Encoding: chunked \r\n\r\n",
    "a coding in HTTP/1.0": b"POST /chat HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two codings": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    "another coding": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    "a wide space before the length": POST + b"Content-Length: \xc2\xa03\r\n\r\n",
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\n",
    "a length and a coding": POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    "no host": b"GET /chat HTTP/1.1\r\n\r\n",
    "an empty host": b"GET /chat HTTP/1.1\r\nHost:\r\n\r\n",
    "two hosts": b"GET /chat HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n",
    "one host twice": b"GET /chat HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n",
    "a host that is none": b"GET /chat HTTP/1.1\r\nHost: x/y\r\n\r\n",
    "two hosts in one": b"GET /chat HTTP/1.1\r\nHost: x, y\r\n\r\n",
    "CONNECT": b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
    "NUL in the path": b"GET /chat\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL alone": b"GET \x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "raw bytes in the path": b"GET /\xff\xfe\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in the query": b"GET /chat?\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "raw bytes for a request": b"\x16\x03\x01\x00\xff\r\n\r\n",
    "the * of OPTIONS in a GET": b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path that is not ASCII": b"GET /ch\xe4t HTTP/1.1\r\nHost: x\r\n\r\n",
    "half an address": b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "no path": b"GET chat HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_that_can_be_read_in_two_ways_is_refused_in_words_and_ends_the_connection(head: bytes) -> None:
    answer = answers(head + SMUGGLED)

    assert statuses(answer) == [400]
    assert b"999" in answer
    assert b"a page" not in answer


CHUNKS = {
    "0x": b"0x2\r\nab\r\n0\r\n\r\n",
    "a sign": b"+2\r\nab\r\n0\r\n\r\n",
    "a minus": b"-2\r\nab\r\n0\r\n\r\n",
    "an underscore": b"0_2\r\nab\r\n0\r\n\r\n",
    "a space before": b" 2\r\nab\r\n0\r\n\r\n",
    "a space after": b"2 \r\nab\r\n0\r\n\r\n",
    "a line end before": b"\r\n2\r\nab\r\n0\r\n\r\n",
    "digits of another script": "٢\r\nab\r\n0\r\n\r\n".encode(),
    "no size": b"\r\nab\r\n0\r\n\r\n",
    "something after the size": b"2;a=b\nc\r\nab\r\n0\r\n\r\n",
    "a size without end": b"0" * 100,
    "more than the size says": b"2\r\nabXX2\r\ncd\r\n0\r\n\r\n",
    "a line after the last size": b"0\r\nX: y\r\n\r\n",
    "a request after the last size": b"0\r\n",
}


@pytest.mark.parametrize("chunks", CHUNKS.values(), ids=CHUNKS)
def test_a_chunk_whose_size_is_no_number_ends_the_connection(chunks: bytes) -> None:
    answer = answers(CHUNKED + chunks + SMUGGLED)

    assert statuses(answer) == [400]
    assert b"999" in answer


GOOD = {
    "a page": (GET, b"a page"),
    "a length": (POST + b"content-length:3\r\nX-Odd!#: \xc3\xa9\t\r\n\r\nabc", b"<abc>"),
    "chunks": (CHUNKED + b"2\r\nab\r\n00A\r\n0123456789\r\n0\r\n\r\n", b"<ab0123456789>"),
    "no chunk": (CHUNKED + b"0\r\n\r\n", b"<>"),
    "chunks that are asked for": (
        POST + b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        b"<a>",
    ),
    "a host with a port": (b"GET /chat HTTP/1.1\r\nHost: [::1]:5005\r\n\r\n", b"a page"),
    "what a client sends to a proxy": (b"GET http://x/chat HTTP/1.1\r\nHost: x\r\n\r\n", b"a page"),
    "a load balancer's question": (b"GET /chat HTTP/1.0\r\n\r\n", b"a page"),
}


@pytest.mark.parametrize(("sent", "said"), GOOD.values(), ids=GOOD)
def test_a_good_request_is_answered_and_so_is_the_next_on_its_connection(sent: bytes, said: bytes) -> None:
    answer = answers(sent + (b"" if b"HTTP/1.0" in sent else GET))

    assert set(statuses(answer)) == {200}
    assert said in answer
    assert answer.endswith(b"a page")


def test_chunks_may_come_byte_by_byte() -> None:
    async def drip(server: WebServer) -> bytes:
        reader, writer = await server.connect()
        for byte in CHUNKED + b"2\r\nab\r\n0\r\n\r\n":
            writer.write(bytes([byte]))
            await writer.drain()
        answer = await reader.readuntil(b">")
        writer.close()
        return answer

    assert statuses(with_server(drip)) == [200]


def test_head_is_answered_where_get_is_without_a_body() -> None:
    answer = answers(b"HEAD /chat HTTP/1.1\r\nHost: x\r\n\r\n")

    assert statuses(answer) == [200]
    assert b"content-length: 6" in answer.lower()
    assert answer.endswith(b"\r\n\r\n")
    assert statuses(answers(b"HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\n")) == [405]


def test_the_root_leads_to_the_chat_and_does_not_name_rasa() -> None:
    answer = answers(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

    assert statuses(answer) == [302]
    assert b"location: /chat\r\n" in answer.lower()
    assert b"rasa" not in answer.lower()


@pytest.mark.parametrize(
    "sent",
    [
        b"OPTIONS /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["a preflight", "a wrong head", "a wrong address"],
)
def test_every_request_is_counted_whatever_becomes_of_it(sent: bytes) -> None:
    async def ask(server: WebServer) -> list[int]:
        await server.answers(sent)
        await server.answers(sent)
        return statuses(await server.answers(GET))

    assert with_server(ask, per_minute=2) == [429]


@pytest.mark.parametrize("origin", [b"http://[", b"http://[::1", b"//x", b"x", b"null"])
def test_an_origin_that_is_no_address_is_a_foreign_one(origin: bytes) -> None:
    request = b"POST /webhooks/website/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nOrigin: %s\r\n\r\n"

    assert statuses(answers(request % origin)) in ([403], [404])
