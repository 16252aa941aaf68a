package dev.stator.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Room for answers while they are written. */
class AdmissionTest {
  private static final int PIECE = 1 << 20;

  private final HttpLimits limits = HttpLimits.within(128L << 20);
  private final Admission admission = new Admission(limits);

  private int take(int before, int pieces) {
    int taken = 0;
    while (taken < pieces && admission.tryTakeAnswerBytes((long) (before + taken) * PIECE, PIECE)) {
      taken++;
    }
    return taken;
  }

  @Test
  void oneAnswerMayGrowBeyondTheLimit() {
    assertThat(limits.answerBytesMax()).isEqualTo(16L * PIECE);
    assertThat(take(0, 40)).isEqualTo(40);
    assertThat(take(0, 1)).as("another one").isZero();
    assertThat(admission.tryBeginCall()).isFalse();
    assertThat(admission.answerBytes()).isEqualTo(40L * PIECE);
  }

  @Test
  void oneLargeBodyIsDecodedAtATime() {
    assertThat(limits.decodedBytesMax()).isEqualTo(16L * PIECE);
    assertThat(admission.tryBeginDecoding(16 * PIECE)).isTrue();
    assertThat(admission.tryBeginDecoding(PIECE)).isFalse();
    assertThat(admission.tryBeginDecoding(PIECE / 16)).as("a small one").isTrue();
    admission.endDecoding(PIECE / 16);
    admission.endDecoding(16 * PIECE);
    assertThat(admission.tryBeginDecoding(PIECE)).isTrue();
  }

  @Test
  void manyAnswersHaveTheLimitTogether() {
    assertThat(take(0, 6)).isEqualTo(6);
    assertThat(take(0, 6)).isEqualTo(6);
    assertThat(take(0, 6)).as("the last of the room").isEqualTo(4);
    assertThat(take(6, 1)).as("more of the first").isZero();
    assertThat(admission.answerRoom()).isZero();
    admission.giveBackAnswerBytes(10L * PIECE);
    assertThat(admission.answerRoom()).isEqualTo(10L * PIECE);
    assertThat(take(6, 30)).as("more than half of all").isEqualTo(30);
  }
}
