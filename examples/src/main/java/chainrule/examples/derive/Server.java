package chainrule.examples.derive;

import chainrule.autodiff.expression.SyntaxException;
import chainrule.examples.page.Html;
import chainrule.examples.page.Resources;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The page and its API, for browsers of this machine only. What is sent to it is bounded in size,
 * time and number; it reads no files, and runs nothing but the checker.
 */
final class Server implements AutoCloseable {
  /** So many characters may be sent at once. */
  static final int MAX_CHARACTERS = 20_000;

  /** So many requests are worked on at once. */
  static final int AT_ONCE = 6;

  /** The longest time for one of them. */
  private static final Duration MOST = Duration.ofSeconds(20);

  /** So much of what a refused request goes on to send is read, and thrown away. */
  private static final int DRAINED = 16_000_000;

  private static final int CONNECTIONS = 32;
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";

  /** Nothing from elsewhere; plots are drawings in data URLs. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  static {
    // A request that has not arrived after so many seconds is given up.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
  }

  /** Something that is sent. */
  private record Reply(int status, String type, String body) {
    static Reply problem(int status, String message) {
      return new Reply(status, JSON, Api.problem(message, null).toString());
    }
  }

  /** A request that is not answered. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private final HttpServer http;
  private final ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS, daemons());
  private final ExecutorService workers = Executors.newCachedThreadPool(daemons());
  private final Duration most;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Map<String, Reply> pages;
  private final Map<String, Api.Call> calls;

  private Server(HttpServer http, Map<String, Api.Call> calls, Duration most) {
    this.http = http;
    this.most = most;
    this.calls = calls;
    this.pages =
        Map.of(
            "/", new Reply(200, HTML, Resources.text(Server.class, "page.html")),
            "/colours.css",
                new Reply(
                    200, "text/css; charset=utf-8", Resources.text(Html.class, "colours.css")),
            "/page.css",
                new Reply(200, "text/css; charset=utf-8", Resources.text(Server.class, "page.css")),
            "/page.js",
                new Reply(
                    200,
                    "text/javascript; charset=utf-8",
                    Resources.text(Server.class, "page.js")));
  }

  /**
   * Starts a server on this machine's own address.
   *
   * @param port 0 for one that is free
   * @throws IOException if the port is not free
   */
  static Server start(int port) throws IOException {
    return start(port, Api.CALLS, MOST);
  }

  /** Starts a server with calls and a longest time of one's own. */
  static Server start(int port, Map<String, Api.Call> calls, Duration most) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    Server server =
        new Server(HttpServer.create(new InetSocketAddress(here, port), 0), calls, most);
    server.http.setExecutor(server.connections);
    server.http.createContext("/", server::handle);
    server.http.start();
    return server;
  }

  /** The address of the page. */
  URI page() {
    return URI.create("http://localhost:" + http.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    http.stop(0);
    connections.shutdownNow();
    workers.shutdownNow();
  }

  private static ThreadFactory daemons() {
    return task -> {
      Thread thread = new Thread(task, "derive");
      thread.setDaemon(true);
      return thread;
    };
  }

  // ---------------------------------------------------------------- requests

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = reply(exchange);
      } catch (RefusedException e) {
        reply = Reply.problem(e.status, String.valueOf(e.getMessage()));
        drain(exchange.getRequestBody());
      }
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", reply.type());
      headers.set("Content-Security-Policy", POLICY);
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cross-Origin-Resource-Policy", "same-origin");
      headers.set("Cache-Control", "no-store");
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException, RefusedException {
    guard(exchange.getRequestHeaders());
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    Reply page = pages.get(path);
    if (page != null) {
      allow(exchange, method.equals("GET") || method.equals("HEAD"), "GET, HEAD");
      return page;
    }
    Api.Call call = calls.get(path);
    if (call == null) {
      throw new RefusedException(404, "there is nothing at " + path);
    }
    allow(exchange, method.equals("POST"), "POST");
    return worked(call, text(exchange), parameters(exchange.getRequestURI().getRawQuery()));
  }

  /**
   * Lets only pages of this server ask. Another site could give its name to this machine's address
   * (DNS rebinding), but its browser then sends that name.
   */
  private void guard(Headers headers) throws RefusedException {
    String port = ":" + http.getAddress().getPort();
    String host = String.valueOf(headers.getFirst("Host"));
    if (!host.equals("localhost" + port)
        && !host.equals("127.0.0.1" + port)
        && !host.equals("[::1]" + port)) {
      throw new RefusedException(403, "this page is for this machine only");
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !origin.equals("http://" + host)) {
      throw new RefusedException(403, "another page may not ask this one");
    }
  }

  private static void allow(HttpExchange exchange, boolean allowed, String methods)
      throws RefusedException {
    if (!allowed) {
      exchange.getResponseHeaders().set("Allow", methods);
      throw new RefusedException(405, "use " + methods);
    }
  }

  private static String text(HttpExchange exchange) throws IOException, RefusedException {
    // A character has at most four bytes in UTF-8.
    int limit = 4 * MAX_CHARACTERS;
    InputStream body = exchange.getRequestBody();
    byte[] bytes = body.readNBytes(limit + 1);
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (bytes.length > limit || text.length() > MAX_CHARACTERS) {
      throw new RefusedException(413, "at most " + MAX_CHARACTERS + " characters are read");
    }
    return text;
  }

  /**
   * Reads what is still being sent: to close a connection with input unread resets it, and the
   * answer may never be seen.
   */
  private static void drain(InputStream body) throws IOException {
    byte[] buffer = new byte[8192];
    int read = 0;
    for (int left = DRAINED; left > 0 && read >= 0; left -= read) {
      read = body.read(buffer);
    }
  }

  /** What follows the question mark; of a name that is given twice, the last. */
  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], parts.length == 1 ? "" : parts[1]);
    }
    return parameters;
  }

  private Reply worked(Api.Call call, String text, Map<String, String> parameters)
      throws RefusedException {
    if (!free.tryAcquire()) {
      throw new RefusedException(503, "too much is being worked on; try again in a moment");
    }
    Future<Reply> work =
        workers.submit(
            () -> {
              try {
                return new Reply(200, JSON, call.answer(text, parameters).toString());
              } catch (RuntimeException e) {
                String message = Problems.message(e);
                SyntaxException place = e instanceof SyntaxException syntax ? syntax : null;
                return new Reply(400, JSON, Api.problem(message, place).toString());
              } finally {
                free.release();
              }
            });
    try {
      return work.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      work.cancel(true); // the evaluation sees this, and ends
      throw new RefusedException(
          503, "this takes too long; at most " + most.toSeconds() + " seconds are spent");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(503, "the server is closing");
    } catch (ExecutionException e) {
      throw new RefusedException(500, "this could not be worked out: " + e.getCause());
    }
  }
}
