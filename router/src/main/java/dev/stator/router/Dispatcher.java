package dev.stator.router;

import dev.stator.base.Check;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.json.ErrorJson;
import dev.stator.model.json.JsonOut;
import dev.stator.model.wire.Operation;
import dev.stator.model.wire.RequestReader;
import dev.stator.model.wire.Struct;
import dev.stator.model.wire.Targets;
import dev.stator.model.wire.Validator;
import dev.stator.router.http.ApiCall;
import dev.stator.router.http.RequestHandler;
import dev.stator.router.operation.OperationHandler;
import dev.stator.router.route.RequestScope;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import tools.jackson.core.JsonGenerator;

/**
 * From a call to its operation and back: finds the operation, decodes and checks the request, lets
 * the operation work, and writes its answer or error.
 */
public final class Dispatcher implements RequestHandler {
  private static final int OK = 200;
  private static final byte[] NOTHING = new byte[0];

  /**
   * Bytes of an answer. Sixteen megabytes of items may be several times as much as JSON, such as
   * numbers written out; operations whose answers can end earlier do so long before.
   */
  static final int ANSWER_BYTES_MAX = 64 << 20;

  /** What may be written while there is little room. */
  private static final long ANSWER_BYTES_MIN = 1 << 20;

  private final Map<String, OperationHandler> handlers;
  private final BiConsumer<String, Throwable> bugs;
  private final ThreadLocal<JsonOut> buffers = ThreadLocal.withInitial(JsonOut::new);

  /**
   * @param handlers operations by their names, see {@link Operations#built}
   * @param bugs hears of exceptions that nothing should throw: a sentence and the exception
   */
  public Dispatcher(Map<String, OperationHandler> handlers, BiConsumer<String, Throwable> bugs) {
    this.handlers = new HashMap<>(handlers);
    this.bugs = bugs;
  }

  @Override
  public boolean knows(String target) {
    try {
      return handlers.containsKey(Targets.resolve(target).name());
    } catch (ApiException unknown) {
      return false;
    }
  }

  @Override
  public void handle(ApiCall call) {
    CallReply reply = new CallReply(call);
    RequestScope.run(reply::failed, () -> handle(call, reply));
  }

  private void handle(ApiCall call, CallReply reply) {
    Operation operation = Targets.resolve(call.target());
    OperationHandler handler = handlers.get(operation.name());
    if (handler == null) {
      throw new ApiException(ErrorCode.UNKNOWN_OPERATION, "");
    }
    Struct request = RequestReader.read(operation, call.body());
    Validator.check(request);
    handler.handle(request, reply);
  }

  private static ApiException tooLong() {
    return ApiException.validation(
        "The answer to this request would have more than " + ANSWER_BYTES_MAX + " bytes");
  }

  private static ApiException noRoom() {
    return new ApiException(
        ErrorCode.SERVICE_UNAVAILABLE, "The answers under way are too large. Try again later.");
  }

  /** Answers one call, once. */
  private final class CallReply implements OperationHandler.Reply {
    private final ApiCall call;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile boolean gaveUp;

    CallReply(ApiCall call) {
      this.call = call;
    }

    @Override
    public void ok(OperationHandler.Body body) {
      ok(body, call::takeAnswerBytes);
    }

    @Override
    public void done(OperationHandler.Body body) {
      ok(
          body,
          more -> {
            call.countAnswerBytes(more);
            return true;
          });
    }

    private void ok(OperationHandler.Body body, IntPredicate room) {
      byte[] bytes;
      try {
        bytes = write(body, room);
      } catch (JsonOut.NoRoomException noRoom) {
        buffers.get().drop();
        fail(noRoom.tooLong() ? tooLong() : noRoom());
        return;
      } catch (RuntimeException bug) {
        bug(bug);
        return;
      }
      answer(OK, bytes);
    }

    @Override
    public long answerBytes(long most) {
      return Math.clamp(call.answerRoom() / 2, Math.min(ANSWER_BYTES_MIN, most), most);
    }

    @Override
    public void empty() {
      answer(OK, NOTHING);
    }

    private byte[] write(OperationHandler.Body body, IntPredicate room) {
      JsonOut out = buffers.get();
      JsonGenerator json = out.begin(ANSWER_BYTES_MAX, room);
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
      return out.finish();
    }

    @Override
    public void fail(ApiException error) {
      answer(error.code().httpStatus(), ErrorJson.write(error));
    }

    /** Its work has thrown that, here or in an answer that it waited for. */
    void failed(Throwable thrown) {
      if (thrown instanceof ApiException refused) {
        fail(refused);
      } else {
        bug(thrown);
      }
    }

    /** Work of the request that goes on elsewhere may answer yet: nobody hears that. */
    void bug(Throwable bug) {
      bugs.accept("A request of " + call.target() + " failed in a way that it never should", bug);
      gaveUp = true;
      fail(new ApiException(ErrorCode.INTERNAL, "Internal server error"));
    }

    private void answer(int status, byte[] body) {
      if (answered.compareAndSet(false, true)) {
        call.respond(status, body);
      } else {
        Check.that(gaveUp, "answered twice");
      }
    }
  }
}
