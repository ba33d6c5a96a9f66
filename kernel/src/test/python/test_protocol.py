"""What Jupyter's own client sees of a kernel of the tests (EchoKernel).

The test JupyterClientIT runs this with the transport in TRANSPORT, and the kernel's specification
in JUPYTER_PATH.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import unittest

import jupyter_kernel_test
import zmq
from jupyter_client import KernelManager
from jupyter_client.session import Session

TRANSPORT = os.environ["TRANSPORT"]
TIMEOUT = 30


def start():
    manager = KernelManager(kernel_name="echo", transport=TRANSPORT)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=TIMEOUT)
    return manager, client


def stop(manager, client):
    client.stop_channels()
    manager.shutdown_kernel()


class KernelCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start()

    @classmethod
    def tearDownClass(cls):
        stop(cls.km, cls.kc)

    def published(self, request, until="idle"):
        """Everything published for a request, up to its idle."""
        messages = []
        while True:
            message = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") == request:
                messages.append(message)
                if message["content"].get("execution_state") == until:
                    return messages

    def reply(self, request, channel="shell"):
        while True:
            message = getattr(self.kc, f"get_{channel}_msg")(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") == request:
                return message

    def run_cell(self, code, **options):
        request = self.kc.execute(code, **options)
        return self.reply(request)["content"], self.published(request)

    def send(self, channel, kind, content):
        message = self.kc.session.msg(kind, content)
        getattr(self.kc, channel + "_channel").send(message)
        return message["header"]["msg_id"]

    def text(self, messages, name="stdout"):
        return "".join(
            m["content"]["text"]
            for m in messages
            if m["msg_type"] == "stream" and m["content"]["name"] == name
        )

    def loop(self):
        """A cell that runs until it is interrupted."""
        request = self.kc.execute("print begun\nloop")
        while self.kc.get_iopub_msg(timeout=TIMEOUT)["content"].get("text") != "begun\n":
            pass
        return request

    def assert_works(self):
        reply, published = self.run_cell("print still here")
        self.assertEqual("ok", reply["status"])
        self.assertEqual("still here\n", self.text(published))


class GenericTests(jupyter_kernel_test.KernelTests):
    """Jupyter's own suite."""

    kernel_name = "echo"
    language_name = "echo"
    file_extension = ".echo"
    code_hello_world = "print hello, world"
    code_stderr = "error oh no"
    code_execute_result = [{"code": "result 6", "result": "6"}]
    code_display_data = [{"code": "display x", "mime": "text/plain"}]
    code_generate_error = "fail as told"
    code_inspect_sample = "inspected"
    code_clear_output = "clear false"
    code_history_pattern = "res*6"
    supported_history_operations = ("tail", "range", "search")
    completion_samples = [{"text": "zi", "matches": {"zi!"}}]
    complete_code_samples = ["print x"]
    incomplete_code_samples = ["print x \\"]

    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start()

    @classmethod
    def tearDownClass(cls):
        stop(cls.km, cls.kc)


class RequestsTest(KernelCase):
    def test_every_request_known_or_not_gets_one_reply_one_busy_and_one_idle(self):
        code = {"code": "a", "cursor_pos": 1, "detail_level": 0}
        requests = [
            ("kernel_info", {}),
            ("execute", {"code": "print x"}),
            ("execute", {"code": 5}),
            ("complete", code),
            ("inspect", code),
            ("is_complete", code),
            ("history", {"hist_access_type": "tail", "n": 3}),
            ("history", {"hist_access_type": "search", "pattern": "*[x(*", "n": 3}),
            ("comm_info", {}),
            ("no_such", {}),
            ("connect", {}),
        ]
        for kind, content in requests:
            with self.subTest(kind=kind, content=content):
                self.check("shell", kind, content)
        for kind in ["kernel_info", "interrupt", "debug", "create_subshell"]:
            with self.subTest(kind=kind):
                self.check("control", kind, {})

    def check(self, channel, kind, content):
        request = self.send(channel, kind + "_request", content)
        reply = self.reply(request, channel)
        self.assertEqual(kind + "_reply", reply["msg_type"])
        self.assertIn(reply["content"]["status"], ["ok", "error", "complete"])
        if reply["content"]["status"] == "error":
            self.assertTrue(reply["content"]["ename"])
        states = [
            m["content"]["execution_state"]
            for m in self.published(request)
            if m["msg_type"] == "status"
        ]
        self.assertEqual(["busy", "idle"], states)

    def test_a_message_without_a_reply_is_busy_and_idle_too(self):
        for kind in ["comm_msg", "comm_close", "no_such_thing"]:
            request = self.send("shell", kind, {"comm_id": "1", "data": {}})
            self.assertEqual(2, len(self.published(request)))

    def test_dates_have_microseconds_and_the_version_is_said(self):
        request = self.kc.kernel_info()
        header = self.published(request)[0]["header"]
        self.kc.get_shell_msg(timeout=TIMEOUT)
        self.assertEqual("5.4", header["version"])
        # The client has parsed the date; it holds what was sent.
        self.assertIsNotNone(header["date"].tzinfo)

    def test_an_unknown_comm_is_closed(self):
        request = self.send(
            "shell", "comm_open", {"comm_id": "7", "target_name": "unknown", "data": {}}
        )
        closed = self.published(request)[1]
        self.assertEqual("comm_close", closed["msg_type"])
        self.assertEqual("7", closed["content"]["comm_id"])

    def test_places_are_counted_in_code_points(self):
        code = "\U0001f600b\U0001f600tail"
        request = self.kc.complete(code, 3)
        content = self.reply(request)["content"]
        self.assertEqual(["\U0001f600b\U0001f600!"], content["matches"])
        self.assertEqual((0, 3), (content["cursor_start"], content["cursor_end"]))

    def test_questions_are_answered_while_a_cell_runs_and_leave_the_kernel_busy(self):
        cell = self.loop()
        question = self.kc.complete("x", 1)
        self.assertEqual("ok", self.reply(question)["content"]["status"])
        self.published(question)
        last = self.kc.get_iopub_msg(timeout=TIMEOUT)
        while last["msg_type"] != "status":
            last = self.kc.get_iopub_msg(timeout=TIMEOUT)
        self.assertEqual("busy", last["content"]["execution_state"])
        self.assertEqual(cell, last["parent_header"]["msg_id"])
        self.send("control", "interrupt_request", {})
        self.assertEqual("error", self.reply(cell)["content"]["status"])
        self.published(cell)
        self.assert_works()


class CellsTest(KernelCase):
    def test_a_thousand_prints_arrive_as_few_messages_complete_and_in_order(self):
        _, published = self.run_cell("count 1000")
        streams = [m for m in published if m["msg_type"] == "stream"]
        self.assertEqual("".join(f"{i}\n" for i in range(1000)), self.text(published))
        self.assertLess(len(streams), 20)

    def test_text_and_displays_keep_their_order(self):
        _, published = self.run_cell("print a\nerror b\nprint c\ndisplay d\nupdate e\nprint f")
        order = [m["content"].get("text", m["msg_type"]) for m in published[2:-1]]
        self.assertEqual(
            ["a\n", "b\n", "c\n", "display_data", "update_display_data", "f\n"], order
        )

    def test_what_a_thread_prints_after_its_cell_lands_in_that_cell(self):
        first = self.kc.execute("later from the first cell")
        self.reply(first)
        self.published(first)
        self.run_cell("now")
        late = self.kc.get_iopub_msg(timeout=TIMEOUT)
        self.assertEqual("from the first cell\n", late["content"]["text"])
        self.assertEqual(first, late["parent_header"]["msg_id"])

    def test_cells_that_wait_behind_an_error_are_aborted(self):
        failing = self.loop()
        waiting = [self.kc.execute("print no") for _ in range(20)]
        self.send("control", "interrupt_request", {})
        self.assertEqual("error", self.reply(failing)["content"]["status"])
        for request in waiting:
            self.assertEqual("aborted", self.reply(request)["content"]["status"])
            self.assertEqual("", self.text(self.published(request)))
        self.assert_works()

    def test_cells_behind_an_error_run_where_the_client_says_so(self):
        failing = self.kc.execute("fail", stop_on_error=False)
        waiting = self.kc.execute("print yes")
        self.assertEqual("error", self.reply(failing)["content"]["status"])
        self.assertEqual("ok", self.reply(waiting)["content"]["status"])

    def test_the_error_is_published_once(self):
        reply, published = self.run_cell("fail as told")
        errors = [m["content"] for m in published if m["msg_type"] == "error"]
        self.assertEqual(["as told"], [e["evalue"] for e in errors])
        self.assertEqual("Failure", reply["ename"])

    def test_errors_of_the_machine_are_answered(self):
        for word, name in [("overflow", "StackOverflowError"), ("memory", "OutOfMemoryError")]:
            reply, _ = self.run_cell(word)
            self.assertEqual(name, reply["ename"])
            self.assert_works()

    def test_a_silent_cell_has_no_result_and_no_number(self):
        before, _ = self.run_cell("print a")
        reply, published = self.run_cell("result 5\nprint seen", silent=True)
        self.assertEqual(before["execution_count"], reply["execution_count"])
        self.assertEqual(["status", "stream", "status"], [m["msg_type"] for m in published])

    def test_a_cell_that_is_not_stored_has_no_number_of_its_own(self):
        before, _ = self.run_cell("print a")
        reply, _ = self.run_cell("print b", store_history=False)
        after, _ = self.run_cell("print c")
        self.assertEqual(before["execution_count"], reply["execution_count"])
        self.assertEqual(before["execution_count"] + 1, after["execution_count"])

    def test_expressions_are_evaluated(self):
        reply, _ = self.run_cell("print a", user_expressions={"x": "1 + 1"})
        self.assertEqual("=1 + 1", reply["user_expressions"]["x"]["data"]["text/plain"])

    def test_a_flood_is_cut_and_says_so(self):
        reply, published = self.run_cell("flood 1000")
        self.assertEqual("ok", reply["status"])
        self.assertEqual(int(os.environ["CAIRN_KERNEL_OUTPUT_LIMIT"]), len(self.text(published)))
        said = self.text(published, "stderr")
        self.assertIn("CAIRN_KERNEL_OUTPUT_LIMIT", said)
        self.assertRegex(said, r"\[[0-9,]{10,} characters of this cell's output were left out\]")
        self.assert_works()


class InputTest(KernelCase):
    def ask(self, code):
        request = self.kc.execute(code, allow_stdin=True)
        return request, self.kc.get_stdin_msg(timeout=TIMEOUT)["content"]

    def test_input_is_asked_for_and_given(self):
        for word, password in [("ask", False), ("password", True)]:
            request, asked = self.ask(word + " name?")
            self.assertEqual({"prompt": "name?", "password": password}, asked)
            self.kc.input("Ada")
            self.assertEqual("ok", self.reply(request)["content"]["status"])
            self.assertEqual("got Ada\n", self.text(self.published(request)))

    def test_the_standard_input_asks_too(self):
        request, asked = self.ask("read")
        self.kc.input("a line \u00e9")
        self.reply(request)
        self.assertEqual("read a line \u00e9\n", self.text(self.published(request)))

    def test_without_a_user_the_cell_fails_with_a_sentence(self):
        for word in ["ask", "read"]:
            reply, _ = self.run_cell(word, allow_stdin=False)
            self.assertEqual("NoInputException", reply["ename"])

    def test_an_interrupt_ends_the_wait(self):
        request, _ = self.ask("ask name?")
        self.send("control", "interrupt_request", {})
        self.assertEqual("Interrupted", self.reply(request)["content"]["ename"])
        self.published(request)
        self.kc.input("too late")
        self.assert_works()

    def test_an_interrupt_ends_a_loop_and_what_waits(self):
        request = self.loop()
        waiting = self.kc.execute("print no")
        self.send("control", "interrupt_request", {})
        self.assertEqual("error", self.reply(request)["content"]["status"])
        self.assertEqual("aborted", self.reply(waiting)["content"]["status"])


class HostileTest(KernelCase):
    def test_ten_thousand_hostile_messages_and_the_next_cell_works(self):
        sockets = self.connect(["shell", "control", "stdin"])
        hostile = self.hostile()
        for i in range(10_000):
            sockets[i % 3].send_multipart(hostile[i % len(hostile)])
        self.assert_works()
        reply = self.reply(self.send("control", "kernel_info_request", {}), "control")
        self.assertEqual("ok", reply["content"]["status"])
        for s in sockets:
            s.close(0)

    def connect(self, channels):
        context = zmq.Context.instance()
        sockets = []
        for channel in channels:
            s = context.socket(zmq.DEALER)
            s.connect(getattr(self.kc, channel + "_channel").socket.LAST_ENDPOINT.decode())
            sockets.append(s)
        return sockets

    def hostile(self):
        session = self.kc.session
        good = session.serialize(session.msg("execute_request", {"code": "print no"}))
        stranger = Session(key=b"another key")
        foreign = stranger.serialize(stranger.msg("execute_request", {"code": "print no"}))

        def signed(header, content=b"{}"):
            parts = [header, b"{}", b"{}", content]
            return [b"<IDS|MSG>", session.sign(parts), *parts]

        return [
            foreign,
            good[:2],
            good[:3],
            good[:-1],
            [b"<IDS|MSG>"],
            [b""],
            [b"\x00" * 100],
            [os.urandom(50) for _ in range(9)],
            [b"<IDS|MSG>", b"", *good[2:]],
            signed(b"{"),
            signed(b"[]"),
            signed(b"null"),
            signed(b"{}"),
            signed(b'{"msg_type": 5}'),
            signed(b'{"msg_type": ""}'),
            signed(b'{"msg_type": "execute_request"}', b"no"),
            signed(b'{"msg_type": "execute_request"}', b'{"code": "\xff\xfe"}'),
            signed(b'{"msg_type": "execute_request"}', b'{"code": ["x"]}'),
            signed(b'{"msg_type": "complete_request"}', b'{"cursor_pos": "x"}'),
            signed(b'{"msg_type": "complete_request"}', b'{"code": "x", "cursor_pos": -7}'),
            signed(b'{"msg_type": "history_request"}', b'{"n": -1}'),
            signed(b'{"msg_type": "no_such_request"}'),
            signed(b'{"msg_type": "x", "y": "' + b"y" * 100_000 + b'"}'),
            signed(b'{"msg_type": "x", "y": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"),
            [b"x"] * 1500,
        ]

    def test_a_huge_message_is_dropped(self):
        (huge,) = self.connect(["shell"])
        huge.send_multipart([b"<IDS|MSG>", b"x" * (40 << 20)])
        self.assert_works()
        huge.close(0)

    def test_what_is_not_zeromq_is_dropped(self):
        for channel in ["shell", "control", "stdin", "iopub", "hb"]:
            for junk in [b"", b"GET / HTTP/1.1\r\n\r\n", os.urandom(4096), b"\xff" + b"\x00" * 63]:
                s = self.raw(channel)
                s.sendall(junk)
                s.close()
        self.assert_works()
        self.assertTrue(self.kc.hb_channel.is_beating())

    def raw(self, channel):
        port = getattr(self.km, channel + "_port")
        if TRANSPORT == "ipc":
            s = socket.socket(socket.AF_UNIX)
            s.connect(f"{self.km.ip}-{port}")
            return s
        return socket.create_connection((self.km.ip, port))


class LifeTest(unittest.TestCase):
    def history(self, client, **query):
        request = client.history(raw=True, **query)
        while True:
            reply = client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]["history"]

    def test_the_history_is_kept_between_kernels(self):
        first, client = start()
        client.execute_interactive("print in the first", timeout=TIMEOUT)
        stop(first, client)
        second, client = start()
        client.execute_interactive("print in the second", timeout=TIMEOUT)
        tail = self.history(client, hist_access_type="tail", n=2, output=False)
        self.assertEqual(["print in the first", "print in the second"], [r[2] for r in tail])
        before = self.history(client, hist_access_type="range", session=-1, start=1, stop=2)
        self.assertEqual("print in the first", before[0][2])
        stop(second, client)

    def test_the_end_is_said_on_both_channels_and_comes(self):
        manager, client = start()
        message = client.session.msg("shutdown_request", {"restart": True})
        client.control_channel.send(message)
        reply = client.get_control_msg(timeout=TIMEOUT)
        self.assertEqual({"status": "ok", "restart": True}, reply["content"])
        published = client.get_iopub_msg(timeout=TIMEOUT)
        while published["msg_type"] != "shutdown_reply":
            published = client.get_iopub_msg(timeout=TIMEOUT)
        self.assertEqual(0, manager.provisioner.process.wait(TIMEOUT))
        client.stop_channels()
        manager.cleanup_resources()

    def test_a_kernel_is_restarted_where_it_was(self):
        manager, client = start()
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=TIMEOUT)
        reply = client.execute_interactive("print again", timeout=TIMEOUT)
        self.assertEqual(1, reply["content"]["execution_count"])
        stop(manager, client)

    def test_a_kernel_whose_server_is_killed_ends(self):
        server = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import test_protocol as t, time\n"
                "manager, client = t.start()\n"
                "print(manager.provisioner.process.pid, flush=True)\n"
                "time.sleep(600)",
            ],
            stdout=subprocess.PIPE,
            text=True,
            cwd=os.path.dirname(__file__),
        )
        kernel = int(server.stdout.readline())
        server.send_signal(signal.SIGKILL)
        server.wait()
        server.stdout.close()
        end = time.monotonic() + TIMEOUT
        while is_running(kernel):
            self.assertLess(time.monotonic(), end, "the kernel outlives its server")
            time.sleep(0.05)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    unittest.main()
