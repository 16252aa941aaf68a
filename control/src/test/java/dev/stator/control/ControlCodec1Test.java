package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.control.ControlCodec1.Request;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ControlCodec1Test {
  private static final TableChange CHANGE =
      new TableChange(
          "t", true, 5L, null, null, new TreeMap<>(Map.of("TableClass", "x")), List.of("a", "b"));

  private static final List<Request> REQUESTS =
      List.of(
          new Request.Create(
              new TableSpec(
                  "t",
                  new KeySchema(
                      new KeyAttribute("h", ScalarType.S), new KeyAttribute("r", ScalarType.N)),
                  false,
                  3,
                  4,
                  true,
                  new TreeMap<>(Map.of("tag:a", "1")))),
          new Request.Update(CHANGE),
          new Request.Delete("t"),
          new Request.Gone(List.of(1024L, 1025L)),
          new Request.Placed(1024));

  @Test
  void whatGoesInComesOut() {
    for (Request request : REQUESTS) {
      assertThat(ControlCodec1.request(ControlCodec1.encode(request))).isEqualTo(request);
    }
  }

  @Test
  void aChangeOfATableIsPinned() {
    assertThat(HexFormat.of().formatHex(ControlCodec1.encode(new Request.Update(CHANGE))))
        .isEqualTo(
            "010200017401010000000000000005000000000000000000ff00000001000a5461626c65436c617373"
                + "000000017800000002000161000162");
  }

  @Test
  void whatIsCutShortIsRefused() {
    for (Request request : REQUESTS) {
      byte[] whole = ControlCodec1.encode(request);
      for (int length = 0; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> ControlCodec1.request(part))
            .isInstanceOf(MalformedMessageException.class);
      }
    }
  }
}
