package dev.stator.router.http;

import dev.stator.base.Check;
import dev.stator.router.auth.Caller;
import dev.stator.router.auth.SignedRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. All but the answer belongs to the event loop of the connection; what
 * the handler reads is fixed before it is called.
 */
final class HttpExchange implements ApiCall, SignedRequest {
  private static final byte[] NONE = new byte[0];
  private static final VarHandle CLAIMED;

  static {
    try {
      CLAIMED = MethodHandles.lookup().findVarHandle(HttpExchange.class, "claimed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final HttpConnection connection;
  private final @Nullable HttpRequest request;
  private final String requestId;
  private final long announcedBytes;
  private final RequestBody gathering;
  private final boolean counted;
  private boolean keepAlive;
  private byte[] body = NONE;
  private boolean gzip;
  private String target = "";
  private String contentType = Answer.JSON;
  private @Nullable Caller caller;

  /** What was taken for the answer while it is written: belongs to whoever writes it. */
  private long takenBytes;

  private boolean handled;
  private long handledAt;

  // Set before it is answered in the place of a handler that has not answered in time.
  private volatile boolean overdue;

  // Set once by whoever answers. Suppressed: the flag is only touched through its handle.
  @SuppressWarnings("UnusedVariable")
  private volatile boolean claimed;

  private volatile @Nullable Answer answer;

  /**
   * @param request its head, or null when it could not be read
   * @param announcedBytes the length of the body, or -1 when it is not known
   * @param counted whether {@link Admission} has counted this call
   */
  HttpExchange(
      HttpConnection connection,
      @Nullable HttpRequest request,
      String requestId,
      boolean keepAlive,
      long announcedBytes,
      RequestBody gathering,
      boolean counted) {
    this.connection = connection;
    this.request = request;
    this.requestId = requestId;
    this.keepAlive = keepAlive;
    this.announcedBytes = announcedBytes;
    this.gathering = gathering;
    this.counted = counted;
  }

  RequestBody.Added addToBody(ByteBuf chunk) {
    return gathering.add(chunk, announcedBytes);
  }

  /** The body is whole; from now on it is the call's. Its room is given back with the answer. */
  void bodyComplete() {
    body = gathering.toArray();
  }

  /** Puts what a compressed body holds in its place. */
  RequestBody.Added inflateBody() {
    RequestBody.Added outcome = gathering.inflate();
    if (outcome == RequestBody.Added.YES) {
      body = gathering.toArray();
    }
    return outcome;
  }

  /**
   * @param acceptsGzip whether the client takes a compressed answer
   */
  void becomeCall(String newTarget, String newContentType, Caller newCaller, boolean acceptsGzip) {
    gzip = acceptsGzip;
    target = newTarget;
    contentType = newContentType;
    caller = newCaller;
  }

  /** Gives back what admission counted. Called once, when the answer is written or dropped. */
  void end(Admission admission) {
    gathering.release();
    if (counted) {
      admission.endCall();
    }
  }

  HttpHeaders headers() {
    return head().headers();
  }

  private HttpRequest head() {
    HttpRequest head = request;
    Check.that(head != null, "a request without a readable head goes no further");
    return java.util.Objects.requireNonNull(head);
  }

  boolean isHead() {
    return request != null && request.method().equals(HttpMethod.HEAD);
  }

  boolean fromBrowser() {
    return request != null && request.headers().contains(HttpHeaderNames.ORIGIN);
  }

  boolean keepAlive() {
    return keepAlive;
  }

  void closeAfterwards() {
    keepAlive = false;
  }

  /** From now on the handler owes an answer. */
  void handledAt(long now) {
    handled = true;
    handledAt = now;
  }

  /** Whether the handler was to answer before that. */
  boolean handledBefore(long then) {
    return handled && answer == null && handledAt - then < 0;
  }

  /** Answers in the place of a handler that has not; what that may answer yet is dropped. */
  boolean tryAnswerOverdue() {
    overdue = true;
    return tryAnswer(HeadCheck.internalError(contentType));
  }

  @Nullable Answer answer() {
    return answer;
  }

  /** Answers, unless someone already has. */
  boolean tryAnswer(Answer newAnswer) {
    return tryAnswer(newAnswer, 0);
  }

  /**
   * @param taken of the answer's bytes that were counted while it was written
   */
  private boolean tryAnswer(Answer newAnswer, long taken) {
    Admission admission = connection.admission();
    if (!CLAIMED.compareAndSet(this, false, true)) {
      admission.giveBackAnswerBytes(taken);
      newAnswer.release();
      return false;
    }
    admission.beginAnswer(newAnswer.length());
    admission.giveBackAnswerBytes(taken);
    answer = newAnswer;
    connection.answered();
    return true;
  }

  @Override
  public boolean takeAnswerBytes(int more) {
    boolean room = connection.admission().tryTakeAnswerBytes(takenBytes, more);
    takenBytes += room ? more : 0;
    return room;
  }

  @Override
  public void countAnswerBytes(int more) {
    connection.admission().countAnswerBytes(more);
    takenBytes += more;
  }

  @Override
  public long answerRoom() {
    return connection.admission().answerRoom();
  }

  private boolean tryRespond(Answer newAnswer) {
    long taken = takenBytes;
    takenBytes = 0;
    return tryAnswer(newAnswer, taken);
  }

  @Override
  public String method() {
    return head().method().name();
  }

  @Override
  public String uri() {
    return head().uri();
  }

  @Override
  public List<String> headers(String name) {
    return head().headers().getAll(name);
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public String contentType() {
    return contentType;
  }

  @Override
  public Caller caller() {
    Caller known = caller;
    Check.that(known != null, "a call has a caller before it is handled");
    return java.util.Objects.requireNonNull(known);
  }

  @Override
  public String requestId() {
    return requestId;
  }

  @Override
  public void respond(int status, byte[] bytes) {
    respond(status, bytes, 0, bytes.length);
  }

  @Override
  public void respond(int status, byte[] bytes, int offset, int length) {
    Answer plain = Answer.of(status, contentType, bytes, offset, length);
    requireOnce(tryRespond(gzip ? Gzip.compressed(plain) : plain));
  }

  @Override
  public void respond(int status, ByteBuf buffer) {
    requireOnce(tryRespond(Answer.of(status, contentType, buffer)));
  }

  private void requireOnce(boolean taken) {
    Check.that(taken || overdue, "answered twice");
  }
}
