package dev.stator.server.assembly;

import dev.stator.router.auth.Caller;
import dev.stator.router.http.ApiCall;
import dev.stator.router.http.RequestHandler;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls a node's handler without HTTP. */
final class TestCalls {
  private final RequestHandler handler;

  TestCalls(RequestHandler handler) {
    this.handler = handler;
  }

  record Answer(int status, String body) {}

  Answer call(String operation, String body) {
    return send(operation, body).join();
  }

  CompletableFuture<Answer> send(String operation, String body) {
    Call call = new Call("DynamoDB_20120810." + operation, body.getBytes(StandardCharsets.UTF_8));
    handler.handle(call);
    return call.answer.orTimeout(30, TimeUnit.SECONDS);
  }

  private static final class Call implements ApiCall {
    private final String target;
    private final byte[] body;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    Call(String target, byte[] body) {
      this.target = target;
      this.body = body;
    }

    @Override
    public String target() {
      return target;
    }

    @Override
    public String contentType() {
      return "application/x-amz-json-1.0";
    }

    @Override
    public byte[] body() {
      return body;
    }

    @Override
    public Caller caller() {
      return new Caller("test", false);
    }

    @Override
    public String requestId() {
      return "TEST";
    }

    @Override
    public void respond(int status, byte[] bytes) {
      if (!answer.complete(new Answer(status, new String(bytes, StandardCharsets.UTF_8)))) {
        throw new IllegalStateException("answered twice");
      }
    }

    @Override
    public void respond(int status, byte[] bytes, int offset, int length) {
      respond(status, Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public void respond(int status, ByteBuf buffer) {
      byte[] bytes = new byte[buffer.readableBytes()];
      buffer.readBytes(bytes);
      buffer.release();
      respond(status, bytes);
    }
  }
}
