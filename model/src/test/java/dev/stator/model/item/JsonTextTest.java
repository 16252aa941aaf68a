package dev.stator.model.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  /** Every byte at every place of words and of what is left after them. */
  @Test
  void findsEachByteThatNeedsAnEscape() {
    for (byte filler : new byte[] {'a', ' ', '!', '#', '[', ']', 0x7F, (byte) 0x80, (byte) 0xFF}) {
      for (int length = 1; length < 20; length++) {
        for (int place = 0; place < length; place++) {
          for (int value = 0; value < 256; value++) {
            byte[] bytes = new byte[length + 2];
            bytes[0] = '"';
            bytes[length + 1] = '"';
            Arrays.fill(bytes, 1, length + 1, filler);
            bytes[1 + place] = (byte) value;
            assertThat(JsonText.isPlain(bytes, 1, length))
                .as("%d at %d of %d", value, place, length)
                .isEqualTo(value >= ' ' && value != '"' && value != '\\');
          }
        }
      }
    }
  }
}
