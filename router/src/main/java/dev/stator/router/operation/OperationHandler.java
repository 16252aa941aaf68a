package dev.stator.router.operation;

import dev.stator.model.ApiException;
import dev.stator.model.wire.Struct;
import tools.jackson.core.JsonGenerator;

/** One operation of the API. */
@FunctionalInterface
public interface OperationHandler {
  /**
   * Handles a request that satisfies the model's constraints. Returns at once; {@code reply} is
   * used exactly once, on any thread.
   *
   * @throws ApiException instead of using {@code reply}, when the request is refused at once
   */
  void handle(Struct request, Reply reply);

  /** Takes the answer. */
  interface Reply {
    /** Success; {@code body} writes the members of the answer's object. */
    void ok(Body body);

    /**
     * The same of what has changed something: it is answered though there may be no room for more
     * answers, since who is refused tries it again.
     */
    void done(Body body);

    /** Success without an object: operations that have no answer at all. */
    void empty();

    void fail(ApiException error);

    /**
     * How long an answer should be at most that can end earlier, as a page can.
     *
     * @param most what it may have when there is room for much more
     */
    default long answerBytes(long most) {
      return most;
    }
  }

  /** Writes members of a JSON object that is open. */
  @FunctionalInterface
  interface Body {
    void write(JsonGenerator json);
  }
}
