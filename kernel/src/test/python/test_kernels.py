"""The installed kernels under jupyter_kernel_test, and what hasty users do to them.

The test InstalledKernelsIT runs this with the kernels in JUPYTER_PATH.
"""

import os
import queue
import signal
import tempfile
import time
import unittest

import jupyter_kernel_test
from jupyter_client.manager import start_new_kernel

TIMEOUT = 60


class JavaKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "cairn-java"
    language_name = "java"
    file_extension = ".jshell"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oops");'
    completion_samples = [
        {"text": "String.joi", "matches": {"join("}},
        {"text": "%ma", "matches": {"%maven", "%mavenRepo", "%magics"}},
    ]
    complete_code_samples = ["int a = 1;", "1 + 1", "%vars", "int f() { return 1; }"]
    incomplete_code_samples = ["int f() {", "foo(", "/* a"]
    invalid_code_samples = ["int )"]
    code_generate_error = 'throw new IllegalStateException("no");'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "new int[] {1, 2}", "result": "[1, 2]"},
        # Without this, JShell keeps all that ever ran.
        {
            "code": 'jdk.jshell.JShell.class.getModule().isOpen("jdk.jshell", dev.cairn.kernel.Main.class.getModule())',
            "result": "true",
        },
    ]
    code_display_data = [
        {"code": 'display("shown");', "mime": "text/plain"},
        {
            "code": "display(new java.awt.image.BufferedImage(2, 2, 1));",
            "mime": "image/png",
        },
    ]
    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "String.valueOf"
    code_clear_output = "clearOutput(false);"


class KotlinKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "cairn-kotlin"
    language_name = "kotlin"
    file_extension = ".kts"
    code_hello_world = 'println("hello, world")'
    code_stderr = 'System.err.println("oops")'
    completion_samples = [{"text": "listOf(1).lastI", "matches": {"lastIndex", "lastIndexOf"}}]
    complete_code_samples = ["val a = 1", "1 + 1", "%vars"]
    incomplete_code_samples = ["fun f() {", "listOf("]
    code_generate_error = 'throw IllegalStateException("no")'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "listOf(1, 2).map { it * 2 }", "result": "[2, 4]"},
    ]
    code_display_data = [{"code": 'display("shown")', "mime": "text/plain"}]
    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")
    code_clear_output = "clearOutput(false)"

    def setUp(self):
        # A console asks while the compiler still starts, and is told that nobody knows yet.
        super().setUp()
        # What answers the test before may still be on its way; execute_helper counts on silence.
        while True:
            try:
                self.kc.get_iopub_msg(timeout=0.5)
            except queue.Empty:
                break
        self.execute_helper("0", timeout=TIMEOUT)


class HastyUsers(unittest.TestCase):
    """One kernel for all of them: whatever a cell does, the next one runs."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.manager, cls.client = start_new_kernel(
            kernel_name="cairn-java", cwd=cls.folder.name, startup_timeout=TIMEOUT
        )

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel(now=True)
        cls.folder.cleanup()

    def run_cell(self, code, during=None):
        """The reply, and what the cell shows; `during` is called when it has begun."""
        shown = []
        begun = []

        def collect(message):
            shown.append(message)
            if during and not begun and message["msg_type"] == "execute_input":
                begun.append(True)
                during()

        reply = self.client.execute_interactive(
            code, timeout=TIMEOUT, allow_stdin=False, output_hook=collect
        )
        return reply["content"], shown

    def text(self, shown):
        return "".join(m["content"]["text"] for m in shown if m["msg_type"] == "stream")

    def requires_alive(self):
        content, shown = self.run_cell("6 * 7")
        self.assertEqual(content["status"], "ok", content)
        self.assertIn("42", str(shown))

    def interrupted(self, code):
        stopped = []

        def stop():
            time.sleep(0.5)
            stopped.append(time.monotonic())
            self.manager.interrupt_kernel()

        content, _ = self.run_cell(code, during=stop)
        took = time.monotonic() - stopped[0]
        self.assertEqual(content["status"], "error", content)
        self.requires_alive()
        return took

    def test_a_busy_java_loop_is_stopped(self):
        self.run_cell("int kept = 5;")
        self.assertLess(self.interrupted("while (true) {}"), 1)
        self.assertLess(self.interrupted("while (true) { try { while (true); } catch (Throwable t) {} }"), 1)
        content, shown = self.run_cell("kept")
        self.assertIn("5", str(shown))

    def test_a_busy_kotlin_loop_is_stopped(self):
        self.run_cell("%%kotlin\n1")
        self.assertLess(self.interrupted("%%kotlin\nwhile (true) {}"), 1)

    def test_a_library_comes_by_its_coordinates(self):
        content, shown = self.run_cell("%maven org.apache.commons:commons-text:1.13.0")
        self.assertEqual(content["status"], "ok", content)
        content, shown = self.run_cell('org.apache.commons.text.WordUtils.capitalize("it works")')
        self.assertIn("It Works", str(shown))

    def test_waiting_is_interrupted(self):
        self.interrupted("Thread.sleep(100_000);")
        self.interrupted("!sleep 100")

    def test_a_gigabyte_of_output_is_cut_and_said(self):
        content, shown = self.run_cell(
            'String line = "x".repeat(999_999); for (int i = 0; i < 1000; i++) System.out.println(line);'
        )
        self.assertEqual(content["status"], "ok")
        text = self.text(shown)
        self.assertLess(len(text), 11_000_000)
        self.assertIn("left out", text)
        self.requires_alive()

    def test_a_thousand_prints_come_in_few_messages_in_order(self):
        content, shown = self.run_cell('for (int i = 0; i < 1000; i++) System.out.println("line " + i);')
        streams = [m for m in shown if m["msg_type"] == "stream"]
        self.assertLess(len(streams), 20)
        self.assertEqual(self.text(shown), "".join(f"line {i}\n" for i in range(1000)))

    def test_exit_and_exhaustion_end_the_cell_alone(self):
        for code in (
            "System.exit(3);",
            "int deep(int n) { return deep(n + 1) + 1; }\ndeep(0);",
            "var held = new ArrayList<long[]>(); while (true) held.add(new long[50_000_000]);",
            'int x = "text";',
            'System.in.read() < 0 ? input("name? ") : input("name? ")',
        ):
            content, _ = self.run_cell(code)
            self.assertEqual(content["status"], "error", code)
            self.run_cell("held = null;")
            self.requires_alive()

    def test_a_thread_that_never_ends_prints_into_its_own_cell(self):
        reply, _ = self.run_cell(
            'new Thread(() -> { while (true) { System.out.println("still here"); try { Thread.sleep(100); } catch (InterruptedException e) { return; } } }).start();'
        )
        self.assertEqual(reply["status"], "ok")
        content, shown = self.run_cell("Thread.sleep(500); 1 + 1")
        self.assertNotIn("still here", self.text(shown))

    def test_a_run_is_watched_while_its_own_kernel_trains_it(self):
        self.run_cell("""
        var seen = Cairn.run("seen", r -> r
            .data(d -> d.javaSources().batch(4).context(16))
            .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(32))));
        """)
        training = self.client.execute("seen.train(100_000);")
        status = os.path.join(self.folder.name, "runs", "seen", "status.json")
        end = time.monotonic() + TIMEOUT
        while not os.path.exists(status) and time.monotonic() < end:
            time.sleep(0.01)
        content, shown = self.run_cell("seen.watch()")
        self.assertEqual(content["status"], "ok", content)
        self.assertIn("100000", str([m for m in shown if m["msg_type"] == "display_data"]))
        self.manager.interrupt_kernel()
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"]["msg_id"] == training:
                break
        self.assertEqual(reply["content"]["status"], "ok", reply["content"])
        content, shown = self.run_cell("seen.latest().step() < 100_000")
        self.assertIn("true", str(shown))

    def test_killed_while_it_trains_it_goes_on_to_the_same_bytes(self):
        describe = """
        var %s = Cairn.run("%s", r -> r
            .data(d -> d.javaSources().batch(4).context(16))
            .model(m -> m.gpt2(g -> g.layers(1).heads(2).width(32)))
            .checkpoints(c -> c.saveEvery(20).keepAll()));
        """
        self.run_cell(describe % ("whole", "whole"))
        self.run_cell("whole.train(300);")
        self.run_cell(describe % ("killed", "killed"))
        status = os.path.join(self.folder.name, "runs", "killed", "checkpoint-60", "cairn.json")
        self.client.execute("killed.train(300);")
        end = time.monotonic() + TIMEOUT
        while not os.path.exists(status) and time.monotonic() < end:
            time.sleep(0.01)
        os.kill(self.manager.provisioner.pid, signal.SIGKILL)
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        cls = type(self)
        cls.manager, cls.client = start_new_kernel(
            kernel_name="cairn-java", cwd=self.folder.name, startup_timeout=TIMEOUT
        )
        self.run_cell(describe % ("killed", "killed"))
        content, shown = self.run_cell("killed.train(300);")
        self.assertEqual(content["status"], "ok", content)
        self.assertIn("Going on with killed from checkpoint-", self.text(shown))
        for name in ("model.safetensors", "optimizer.safetensors"):
            with open(os.path.join(self.folder.name, "runs", "whole", "checkpoint-300", name), "rb") as a:
                with open(os.path.join(self.folder.name, "runs", "killed", "checkpoint-300", name), "rb") as b:
                    self.assertEqual(a.read(), b.read(), name)


if __name__ == "__main__":
    unittest.main()
