package dev.stator.model.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.model.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Texts made to hurt: they end in an answer or an {@code ApiException}, on a small stack. */
final class HostileTextTest {
  private static final long STACK_BYTES = 512 * 1024;
  private static final String[] PIECES = {
    "(",
    ")",
    "((",
    "))",
    "NOT ",
    " AND ",
    " OR ",
    "a",
    "b.c",
    "l[0]",
    "l[99999999999999999999]",
    "[",
    "]",
    ".",
    ",",
    ":n",
    ":s",
    "#a",
    "#undef",
    ":undef",
    "=",
    "<>",
    "<",
    ">=",
    " BETWEEN ",
    " IN ",
    "size(",
    "begins_with(",
    "foo(",
    "if_not_exists(",
    "list_append(",
    "SET ",
    "REMOVE ",
    "ADD ",
    "DELETE ",
    "+",
    "-",
    " ",
    "\t",
    "\uD83D\uDE00",
    "\uD83D",
    "\u0000",
    "é",
    "1",
    "007",
    "_",
    ";",
    "\"",
    "a = :n",
    "abort",
    "attribute_type(a,:S)"
  };

  @Test
  void deepTexts() throws InterruptedException {
    List<String> texts = new ArrayList<>();
    for (String piece : PIECES) {
      int times =
          4096 / Math.max(1, piece.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
      texts.add(piece.repeat(times));
      texts.add("SET a = " + piece.repeat(Math.max(1, times - 8)));
    }
    texts.add("(".repeat(2000) + "a=:n" + ")".repeat(2000));
    texts.add("(NOT ".repeat(500) + "a=:n" + ")".repeat(500));
    texts.add("size(".repeat(500) + "a" + ")".repeat(500) + " = :n");
    texts.add("SET a = " + "if_not_exists(b,".repeat(200) + ":n" + ")".repeat(200));
    texts.add("SET a = " + "(".repeat(1000) + ":n" + ")".repeat(1000));
    texts.add("REMOVE " + "a,".repeat(2000) + "a");
    texts.add("a[" + "9".repeat(4000) + "] = :n");
    texts.add("x".repeat(5_000_000));
    onSmallStack(() -> texts.forEach(HostileTextTest::tryAll));
  }

  @Test
  void randomTexts() throws InterruptedException {
    Random random = new Random(20260101);
    onSmallStack(() -> {
      for (int i = 0; i < 20_000; i++) {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(12);
        for (int j = 0; j < pieces; j++) {
          text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        tryAll(text.toString());
      }
    });
  }

  @Test
  void mutatedTexts() throws InterruptedException {
    Random random = new Random(7);
    String[] valid = {
      "(a = :n OR NOT size(s) > :one) AND m.y.z IN (:s, s) AND l[2].q BETWEEN :one AND :n",
      "SET a = a + :n, m.q = if_not_exists(zz, :s), l[9] = :n REMOVE m.x ADD ns :ns DELETE ss :ss"
    };
    onSmallStack(() -> {
      for (int i = 0; i < 20_000; i++) {
        StringBuilder text = new StringBuilder(valid[i % valid.length]);
        for (int j = random.nextInt(3); j >= 0; j--) {
          int at = random.nextInt(text.length());
          text.replace(
              at,
              at + random.nextInt(3) % (text.length() - at),
              PIECES[random.nextInt(PIECES.length)]);
        }
        tryAll(text.toString());
      }
    });
  }

  private static void tryAll(String text) {
    tryOne(() -> parse(text).test(Fixture.ITEM));
    tryOne(() -> new KeyConditionExpression(parse(text).root()).bind(Fixture.SCHEMA));
    tryOne(() ->
        UpdateExpression.parse(text, Fixture.attributes(text)).apply(Fixture.ITEM).updatedNew());
    tryOne(() -> ProjectionExpression.parse(text, Fixture.attributes(text)).apply(Fixture.ITEM));
  }

  private static ConditionExpression parse(String text) {
    return ConditionExpression.parse(ExpressionKind.CONDITION, text, Fixture.attributes(text));
  }

  private static void tryOne(Runnable work) {
    try {
      work.run();
    } catch (ApiException e) {
      assertThat(e.message()).isNotEmpty();
    }
  }

  private static void onSmallStack(Runnable work) throws InterruptedException {
    Failure failure = new Failure();
    Thread thread = new Thread(null, work, "small-stack", STACK_BYTES);
    thread.setUncaughtExceptionHandler((t, e) -> failure.cause = e);
    thread.start();
    thread.join(20_000);
    assertThat(thread.isAlive()).as("still running").isFalse();
    assertThat(failure.cause).isNull();
  }

  private static final class Failure {
    private volatile @Nullable Throwable cause;
  }
}
