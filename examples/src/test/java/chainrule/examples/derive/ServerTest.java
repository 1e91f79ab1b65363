package chainrule.examples.derive;

import static org.assertj.core.api.Assertions.assertThat;

import chainrule.autodiff.check.Check;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static Server server;

  @BeforeAll
  static void start() throws IOException {
    server = Server.start(0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void thePageBringsAllThatItNeeds() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    Matcher links = Pattern.compile("(?:href|src)=\"([^\"]*)\"").matcher(page.body());
    List<String> found = new ArrayList<>();
    while (links.find()) {
      found.add(links.group(1));
    }
    assertThat(found).contains("page.css", "colours.css", "page.js", "data:,");
    for (String link : found) {
      if (!link.startsWith("data:")) {
        assertThat(get("/" + link).statusCode()).as(link).isEqualTo(200);
      }
    }
    String script = get("/page.js").body();
    for (String call : Api.CALLS.keySet()) {
      assertThat(script).contains(call.substring(1));
    }
    assertThat(page.body() + script + get("/page.css").body()).doesNotContain("http:", "https:");
  }

  @Test
  void everyFieldHasALabelAndResultsAreAnnounced() throws Exception {
    String page = get("/").body();
    Matcher fields = Pattern.compile("<(?:textarea|input) id=\"(\\w+)\"").matcher(page);
    int count = 0;
    while (fields.find()) {
      assertThat(page).contains("for=\"" + fields.group(1) + "\"");
      count++;
    }
    assertThat(count).isEqualTo(4);
    assertThat(page).contains("id=\"check-status\" class=\"status\" role=\"status\" aria-live");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/check", "/nothing"})
  void everyReplyHasAStrictPolicy(String path) throws Exception {
    HttpResponse<String> reply = get(path);
    assertThat(reply.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self';")
        .doesNotContain("unsafe", "http:", "*");
    assertThat(reply.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void aDerivationIsJudgedLineByLine() throws Exception {
    JsonNode report = json(post("/api/check", "f(x) = x^2\nf'(x) = x + x\n      = 3*x"));
    assertThat(report.get("verdict").asText()).isEqualTo("wrong");
    assertThat(report.get("line").asInt()).isEqualTo(3);
    assertThat(report.get("lines")).hasSize(2);
    JsonNode right = report.get("lines").get(0);
    assertThat(right.get("verdict").asText()).isEqualTo("right");
    assertThat(right.get("math").asText()).startsWith("<math>").contains("<mo>′</mo>");
    assertThat(report.get("lines").get(1).get("text").asText()).contains("the truth is");
  }

  @Test
  void aSyntaxErrorHasItsPlace() throws Exception {
    HttpResponse<String> reply = post("/api/check", "f(x) = x^2\nf'(x) = 2*exq(x)");
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(json(reply).get("line").asInt()).isEqualTo(2);
    assertThat(json(reply).get("column").asInt()).isEqualTo(11);
    assertThat(json(reply).get("message").asText()).contains("did you mean exp?");
  }

  @Test
  void aFunctionIsDrawnDerivedAndProfiled() throws Exception {
    String text = "f(x) = log(1 + exp(x))";
    JsonNode plot = json(post("/api/plot?from=-2&to=3", text));
    assertThat(plot.get("svg").asText()).startsWith("<svg").contains("f′(x)", "<polyline");
    assertThat(plot.get("math").asText()).contains("<mi>log</mi>");
    JsonNode show = json(post("/api/show", text));
    assertThat(show.get("lines").size()).isGreaterThan(2);
    assertThat(show.get("graph").asText()).startsWith("<svg");
    assertThat(Check.derivation(show.get("text").asText()).verdict().isRight()).isTrue();
    JsonNode profile = json(post("/api/profile", "f(x) = log(1 + exp(x))"));
    assertThat(profile.get("text").asText()).contains("range:", "(0, ∞)");
    assertThat(profile.get("stable").get(0).get("replacement").asText()).contains("log1p");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/plot?from=2&to=1, x,          from a number to a greater one",
    "/api/plot?from=two,    x,          'from must be a number, not two'",
    "/api/plot?from=-3&to=-1, log(x),   has no value",
    "/api/show,             x*y,        no function of one variable",
    "/api/profile,          log(-1-x^2), no value",
  })
  void whatCannotBeShownIsExplained(String path, String text, String message) throws Exception {
    HttpResponse<String> reply = post(path, text);
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(json(reply).get("message").asText()).contains(message);
  }

  @Test
  void namesCannotBecomeMarkup() throws Exception {
    String text = "f(x) = x + <script>alert(1)</script>";
    assertThat(post("/api/plot", text).statusCode()).isEqualTo(400);
    JsonNode report = json(post("/api/check", "f(x) = where(x < 1, 1, 2); f'(x) = 0*(x < 1)"));
    assertThat(report.get("lines").get(0).get("math").asText()).contains("<mo>&lt;</mo>");
  }

  @Test
  void inputIsBounded() throws Exception {
    String most = "#".repeat(Server.MAX_CHARACTERS);
    assertThat(post("/api/check", most).statusCode()).isEqualTo(200);
    assertThat(post("/api/check", most + "#").statusCode()).isEqualTo(413);
    assertThat(post("/api/check", "∂".repeat(Server.MAX_CHARACTERS + 1)).statusCode())
        .isEqualTo(413);
  }

  /** The answer must not be lost in a reset because what was sent has not been read. */
  @RepeatedTest(20)
  void whoSendsFarTooMuchIsTold() throws Exception {
    assertThat(post("/api/check", "#".repeat(1_000_000)).statusCode()).isEqualTo(413);
    assertThat(post("/nowhere", "#".repeat(1_000_000)).statusCode()).isEqualTo(404);
  }

  @Test
  void onlyTheMethodsThatThereAre() throws Exception {
    assertThat(get("/api/check").statusCode()).isEqualTo(405);
    assertThat(get("/api/check").headers().firstValue("Allow")).contains("POST");
    assertThat(post("/", "x").statusCode()).isEqualTo(405);
    assertThat(get("/page.html").statusCode()).isEqualTo(404);
    assertThat(get("/../../etc/passwd").statusCode()).isEqualTo(404);
    assertThat(get("/%2e%2e/page.js").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:PORT,       200",
    "127.0.0.1:PORT,       200",
    "[::1]:PORT,           200",
    "localhost,            403",
    "localhost:1,          403",
    "evil.example:PORT,    403",
    "localhost.evil.example:PORT, 403",
    "127.0.0.1.nip.io:PORT, 403",
  })
  void otherNamesOfThisMachineAreRefused(String host, int status) throws Exception {
    String port = String.valueOf(server.page().getPort());
    String request =
        "GET / HTTP/1.1\r\nHost: " + host.replace("PORT", port) + "\r\nConnection: close\r\n\r\n";
    assertThat(raw(request)).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void otherPagesMayNotAsk() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.page().resolve("/api/check"))
            .POST(BodyPublishers.ofString("f(x) = x; f'(x) = 1"));
    assertThat(send(request.copy().header("Origin", "http://evil.example")).statusCode())
        .isEqualTo(403);
    String own = server.page().toString().replaceAll("/$", "");
    assertThat(send(request.copy().header("Origin", own)).statusCode()).isEqualTo(200);
  }

  @Test
  void onlyAFewAreWorkedOnAtOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Semaphore begun = new Semaphore(0);
    Api.Call waits =
        (text, parameters) -> {
          begun.release();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return TextNode.valueOf("done");
        };
    try (Server busy = Server.start(0, Map.of("/wait", waits), Duration.ofSeconds(60))) {
      HttpRequest request =
          HttpRequest.newBuilder(busy.page().resolve("/wait"))
              .POST(BodyPublishers.noBody())
              .build();
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < Server.AT_ONCE; i++) {
        all.add(CLIENT.sendAsync(request, BodyHandlers.ofString()));
      }
      assertThat(begun.tryAcquire(Server.AT_ONCE, 10, TimeUnit.SECONDS)).isTrue();
      assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
      release.countDown();
      for (CompletableFuture<HttpResponse<String>> one : all) {
        assertThat(one.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      }
      assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatTakesTooLongIsGivenUpAndStops() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Api.Call slow =
        (text, parameters) -> {
          try {
            return TextNode.valueOf(Check.derivation(text).toString());
          } finally {
            ended.countDown();
          }
        };
    String slowText =
        "f(x) = sin(x)\n" + "f'(x) = sum(exp(ones(100, 100)*x))\nf''(x) = x\n".repeat(100);
    try (Server busy = Server.start(0, Map.of("/slow", slow), Duration.ofMillis(300))) {
      HttpResponse<String> reply =
          send(
              HttpRequest.newBuilder(busy.page().resolve("/slow"))
                  .POST(BodyPublishers.ofString(slowText)));
      assertThat(reply.statusCode()).isEqualTo(503);
      assertThat(json(reply).get("message").asText()).contains("takes too long");
      assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aMistakeOfTheProgramIsNotTheUsers() throws Exception {
    Api.Call broken =
        (text, parameters) -> {
          throw new IllegalStateException("broken");
        };
    try (Server server = Server.start(0, Map.of("/broken", broken), Duration.ofSeconds(9))) {
      URI address = server.page().resolve("/broken");
      HttpResponse<String> reply =
          send(HttpRequest.newBuilder(address).POST(BodyPublishers.noBody()));
      assertThat(reply.statusCode()).isEqualTo(500);
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    Session session = Session.derive("serve", "--port", "" + server.page().getPort());
    assertThat(session.status()).isEqualTo(64);
    assertThat(session.err()).contains("cannot be used", "--port 0");
    assertThat(Session.derive("serve", "--port", "70000").err()).contains("0 to 65535");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.page().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(server.page() + path.substring(1))).GET());
  }

  private static HttpResponse<String> post(String path, String text) throws Exception {
    return send(
        HttpRequest.newBuilder(server.page().resolve(path)).POST(BodyPublishers.ofString(text)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> reply) throws IOException {
    return JSON.readTree(reply.body());
  }
}
