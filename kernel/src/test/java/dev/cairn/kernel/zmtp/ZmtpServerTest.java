package dev.cairn.kernel.zmtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jupyter's own clients, by libzmq, are in JupyterClientIT. */
@Timeout(30)
class ZmtpServerTest {

  private static final long LARGEST = 1_000_000;

  @TempDir Path directory;
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<byte[]>> received = new LinkedBlockingQueue<>();
  private ZmtpServer server;
  private InetSocketAddress address;
  private UnixDomainSocketAddress unix;

  @BeforeEach
  void open() throws IOException {
    server = ZmtpServer.open(LARGEST, log::add);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
    unix = UnixDomainSocketAddress.of(directory.resolve("kernel-ipc-1"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Endpoint router() throws IOException {
    Endpoint router = server.router(address, received::add);
    server.start();
    return router;
  }

  private ZmtpClient client(String socketType) throws IOException {
    return ZmtpClient.connect(address, socketType, new byte[0]);
  }

  private static void send(ZmtpClient client, String... frames) throws IOException {
    client.send(Stream.of(frames).map(ZmtpServerTest::bytes).toList());
  }

  private static List<String> receive(ZmtpClient client) throws IOException {
    return client.receive().stream().map(ZmtpServerTest::text).toList();
  }

  private List<String> takeReceived() throws InterruptedException {
    return received.take().stream().map(ZmtpServerTest::text).toList();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void aRouterAnswersTheClientItIsToldTo() throws Exception {
    Endpoint router = router();
    try (ZmtpClient first = client("DEALER");
        ZmtpClient second = client("DEALER")) {
      send(first, "from the first");
      List<byte[]> ofFirst = received.take();
      send(second, "from", "the second");
      List<byte[]> ofSecond = received.take();
      assertThat(ofSecond).extracting(ZmtpServerTest::text).endsWith("from", "the second");
      router.send(List.of(ofSecond.get(0), bytes("to"), bytes(""), bytes("the second")));
      router.send(List.of(ofFirst.get(0), bytes("to the first")));
      router.send(List.of(bytes("nobody"), bytes("lost")));
      assertThat(receive(first)).containsExactly("to the first");
      assertThat(receive(second)).containsExactly("to", "", "the second");
    }
  }

  @Test
  void aClientThatComesBackUnderItsNameTakesItsPlace() throws Exception {
    Endpoint router = router();
    ZmtpClient before = ZmtpClient.connect(address, "DEALER", bytes("known"));
    send(before, "before");
    assertThat(takeReceived()).containsExactly("known", "before");
    try (ZmtpClient after = ZmtpClient.connect(address, "DEALER", bytes("known"))) {
      send(after, "after");
      assertThat(takeReceived()).containsExactly("known", "after");
      router.send(List.of(bytes("known"), bytes("hello")));
      assertThat(receive(after)).containsExactly("hello");
      assertThatExceptionOfType(EOFException.class).isThrownBy(before::receive);
    }
  }

  @Test
  void whatIsPublishedGoesToWhoeverHasSubscribedToItsBeginning() throws Exception {
    Endpoint publisher = server.publisher(address, received::add);
    server.start();
    try (ZmtpClient all = client("SUB");
        ZmtpClient some = client("SUB")) {
      send(all, "\1");
      assertThat(takeReceived()).containsExactly("\1");
      send(some, "\1status");
      assertThat(takeReceived()).containsExactly("\1status");
      publisher.send(List.of(bytes("stream"), bytes("hello")));
      publisher.send(List.of(bytes("status.busy")));
      assertThat(receive(all)).containsExactly("stream", "hello");
      assertThat(receive(all)).containsExactly("status.busy");
      assertThat(receive(some)).containsExactly("status.busy");
      send(some, "\0status");
      assertThat(takeReceived()).containsExactly("\0status");
      send(some, "\1end");
      assertThat(takeReceived()).containsExactly("\1end");
      publisher.send(List.of(bytes("status.idle")));
      publisher.send(List.of(bytes("end")));
      assertThat(receive(some)).containsExactly("end");
    }
  }

  @Test
  void anEchoSendsBackWhatComes() throws Exception {
    server.echo(address);
    server.start();
    try (ZmtpClient client = client("REQ")) {
      send(client, "", "ping");
      assertThat(receive(client)).containsExactly("", "ping");
    }
  }

  @Test
  void anInterruptedThreadSendsAllTheSameAndStaysInterrupted() throws Exception {
    Endpoint router = router();
    try (ZmtpClient client = client("DEALER")) {
      send(client, "here");
      byte[] name = received.take().get(0);
      List<Boolean> states = new ArrayList<>();
      Thread cell =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                router.send(List.of(name, bytes("one")));
                router.send(List.of(name, bytes("two")));
                states.add(Thread.interrupted());
              });
      cell.start();
      cell.join();
      assertThat(receive(client)).containsExactly("one");
      assertThat(receive(client)).containsExactly("two");
      assertThat(states).containsExactly(true);
    }
  }

  @Test
  void whatIsLargerThanTheNetworksBuffersArrivesWholeAndInOrder() throws Exception {
    Endpoint router = router();
    try (ZmtpClient client = client("DEALER")) {
      send(client, "here");
      byte[] name = received.take().get(0);
      byte[] large = new byte[20_000_000];
      large[large.length - 1] = 7;
      router.send(List.of(name, large, bytes("end")));
      router.send(List.of(name, bytes("after")));
      List<byte[]> first = client.receive();
      assertThat(first.get(0)).isEqualTo(large);
      assertThat(first.get(1)).asString().isEqualTo("end");
      assertThat(receive(client)).containsExactly("after");
    }
  }

  @Test
  void aClientThatDoesNotReadMissesMessagesAndHoldsNobodyUp() throws Exception {
    Endpoint router = router();
    try (ZmtpClient client = client("DEALER")) {
      send(client, "here");
      byte[] name = received.take().get(0);
      byte[] large = new byte[40_000_000];
      for (int i = 0; i < 6; i++) {
        router.send(List.of(name, large));
      }
      for (int i = 0; i < 4; i++) {
        assertThat(client.receive().get(0)).hasSize(large.length);
      }
      router.send(List.of(name, bytes("next")));
      assertThat(receive(client)).containsExactly("next");
    }
  }

  @Test
  void aMessageThatIsTooLargeInAllIsDroppedAndTheNextIsNot() throws Exception {
    router();
    try (ZmtpClient client = client("DEALER")) {
      byte[] part = new byte[400_000];
      client.send(List.of(part, part, part));
      client.send(Collections.nCopies(2_000, bytes("x")));
      send(client, "next");
      assertThat(takeReceived()).endsWith("next").hasSize(2);
      assertThat(log.take()).contains("dropped");
      assertThat(log.take()).contains("dropped");
    }
  }

  @Test
  void anErrorOfTheReceiverCostsOneMessage() throws Exception {
    server.router(
        address,
        frames -> {
          if (text(frames.get(1)).equals("bad")) {
            throw new IllegalStateException("bad");
          }
          received.add(frames);
        });
    server.start();
    try (ZmtpClient client = client("DEALER")) {
      send(client, "bad");
      send(client, "good");
      assertThat(takeReceived()).endsWith("good");
      assertThat(log.take()).contains("bad");
    }
  }

  @Test
  void bytesMayComeOneByOne() throws Exception {
    server.router(unix, received::add);
    server.start();
    try (SocketChannel client = SocketChannel.open(unix)) {
      ByteBuffer all =
          join(Greeting.own(), Command.ready("DEALER", new byte[0]), message("one", "two"));
      while (all.hasRemaining()) {
        client.write(ByteBuffer.wrap(new byte[] {all.get()}));
      }
      assertThat(takeReceived()).endsWith("one", "two");
    }
  }

  @Test
  void aPingIsAnswered() throws Exception {
    server.router(unix, received::add);
    server.start();
    try (SocketChannel client = SocketChannel.open(unix)) {
      ByteBuffer ping = Frame.command(bytes("\4PING\0\7context"));
      client.write(join(Greeting.own(), Command.ready("DEALER", new byte[0]), ping));
      int before = Greeting.own().capacity() + Command.ready("ROUTER", new byte[0]).remaining();
      ByteBuffer answer = ByteBuffer.allocate(before + "xx\4PONGcontext".length());
      while (answer.hasRemaining()) {
        client.read(answer);
      }
      assertThat(text(answer.array())).endsWith("\4PONGcontext");
    }
  }

  @Test
  void aClientOfTheNextVersionMaySubscribeByACommand() throws Exception {
    server.publisher(unix, received::add);
    server.start();
    try (SocketChannel client = SocketChannel.open(unix)) {
      ByteBuffer subscribe = Frame.command(bytes("\u0009SUBSCRIBEstatus"));
      client.write(join(Greeting.own(), Command.ready("SUB", new byte[0]), subscribe));
      assertThat(takeReceived()).containsExactly("\1status");
    }
  }

  @Test
  void whoeverBreaksTheProtocolIsNamedAndDisconnected() throws Exception {
    server.router(unix, received::add);
    server.start();
    ByteBuffer old = Greeting.own().put(10, (byte) 1);
    ByteBuffer secure = Greeting.own().put(12, bytes("CURVE"));
    ByteBuffer huge = ByteBuffer.allocate(9).put((byte) 2).putLong(LARGEST + 1).flip();
    ByteBuffer negative = ByteBuffer.allocate(9).put((byte) 2).putLong(-1).flip();
    ByteBuffer ready = Command.ready("DEALER", bytes("a client"));
    assertThat(rejected(ByteBuffer.wrap(bytes("GET / HTTP/1.1\r\n")))).contains("no greeting");
    assertThat(rejected(old)).contains("old version");
    assertThat(rejected(secure)).contains("security");
    assertThat(rejected(join(Greeting.own(), message("early")))).contains("before it said READY");
    assertThat(rejected(join(Greeting.own(), ready, ready))).contains("READY twice");
    assertThat(rejected(join(Greeting.own(), ready, huge))).contains("a frame of 1000001 bytes");
    assertThat(rejected(join(Greeting.own(), ready, negative))).contains("a frame of -1 bytes");
    assertThat(rejected(join(Greeting.own(), ByteBuffer.wrap(new byte[] {8})))).contains("flags");
    assertThat(rejected(join(Greeting.own(), Frame.command(bytes("\77short"))))).contains("torn");
    ByteBuffer torn = Frame.command(bytes("\5READY\13Socket-Type\0\0\0\77x"));
    assertThat(rejected(join(Greeting.own(), torn))).contains("torn READY");
    assertThat(received).isEmpty();
  }

  /** What is logged when a client sends this; the client sees the end. */
  private String rejected(ByteBuffer bytes) throws Exception {
    try (SocketChannel client = SocketChannel.open(unix)) {
      client.write(bytes.duplicate());
      ByteBuffer answer = ByteBuffer.allocate(1_000);
      while (client.read(answer) >= 0) {
        // Until the end.
      }
      return log.take();
    }
  }

  @Test
  void theSocketOfAKilledKernelIsReplacedAndGoesWithTheServer() throws IOException {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(unix);
    }
    assertThat(unix.getPath()).exists();
    server.router(unix, received::add);
    server.close();
    assertThat(unix.getPath()).doesNotExist();
  }

  @Test
  void anyOtherFileStays() throws IOException {
    Files.writeString(unix.getPath(), "mine");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> server.router(unix, received::add));
    assertThat(unix.getPath()).hasContent("mine");
  }

  private static ByteBuffer message(String... frames) {
    List<byte[]> parts = new ArrayList<>();
    for (String frame : frames) {
      parts.add(bytes(frame));
    }
    return Frame.message(parts);
  }

  private static ByteBuffer join(ByteBuffer... parts) {
    ByteBuffer all = ByteBuffer.allocate(10_000);
    for (ByteBuffer part : parts) {
      all.put(part.duplicate());
    }
    return all.flip();
  }
}
