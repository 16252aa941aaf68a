package dev.stator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableControl.TableSpec;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.control.ControlCodec1.Answer;
import dev.stator.control.ControlCodec1.Request;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
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

  private static final TableChange INDEXES =
      new TableChange(
          "t",
          null,
          null,
          null,
          null,
          new TreeMap<>(),
          List.of(),
          List.of(
              new IndexChange.Create(
                  new IndexSpec(index("new", "g"), 1, 2, new OnDemandMax(-1, 9))),
              new IndexChange.Update("old", 3L, 4L, null),
              new IndexChange.Update("one", null, null, new OnDemandMax(5, 6)),
              new IndexChange.Delete("gone")));

  private static IndexDefinition index(String name, String partitionKey) {
    return new IndexDefinition(
        name,
        new IndexKeys(
            List.of(new KeyAttribute(partitionKey, ScalarType.S)),
            List.of(new KeyAttribute("s", ScalarType.N))),
        new Projection(Projection.Type.INCLUDE, List.of("x")));
  }

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
          new Request.Create(
              new TableSpec(
                  "t",
                  new KeySchema(new KeyAttribute("h", ScalarType.S), null),
                  true,
                  0,
                  0,
                  false,
                  new TreeMap<>(),
                  List.of(index("local", "h")),
                  List.of(new IndexSpec(index("global", "g"), 1, 2, OnDemandMax.NONE)))),
          new Request.Update(INDEXES),
          new Request.Delete("t"),
          new Request.Gone(List.of(1024L, 1025L)),
          new Request.Placed(1024),
          new Request.Leave("a1"),
          new Request.Stay("a1"));

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
  void changesOfIndexesArePinned() {
    assertThat(HexFormat.of().formatHex(ControlCodec1.encode(new Request.Update(INDEXES))))
        .isEqualTo(
            "0108000174ff000000000000000000000000000000000000ff000000000000000000000004010003"
                + "6e6577000000010001670001530000000100017300014e0007494e434c5544450000000100017800"
                + "000000000000010000000000000002ffffffffffffffff00000000000000090200036f6c64010000"
                + "000000000003010000000000000004000200036f6e65000000000000000000000000000000000000"
                + "0100000000000000050000000000000006030004676f6e65");
  }

  @Test
  void removalsOfNodesArePinned() {
    assertThat(HexFormat.of().formatHex(ControlCodec1.encode(new Request.Leave("a1"))))
        .isEqualTo("010900026131");
    assertThat(HexFormat.of().formatHex(ControlCodec1.encode(new Request.Stay("a1"))))
        .isEqualTo("010a00026131");
    Answer said = new Answer.Said("No.");
    assertThat(HexFormat.of().formatHex(ControlCodec1.encode(said))).isEqualTo("010800034e6f2e");
    assertThat(ControlCodec1.answer(ControlCodec1.encode(said))).isEqualTo(said);
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
