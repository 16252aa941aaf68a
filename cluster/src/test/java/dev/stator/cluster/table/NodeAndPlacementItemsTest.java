package dev.stator.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.member.Registration;
import dev.stator.cluster.member.Removal;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.Item;
import dev.stator.model.item.ItemCodec;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeAndPlacementItemsTest {
  private static final String GOLDEN_NODE =
      """
      0108046b696e64406e6f6465046e616d6520623101761101047a6f6e65607a6f6e652d620470656572d031
      302e302e302e323a3930303003617069d031302e302e302e323a383030300573746f726551fe5ec47a000e
      6669727374506172746974696f6e210400
      """;
  private static final String GOLDEN_PLACEMENT =
      """
      0106046b696e6490706c6163656d656e74046e616d654031303330017611010776657273696f6e114d0a67
      656e65726174696f6e1104087265706c69636173f82f03f80f0420613111017053544f5241474505b80420
      62311104304c4f4705f80f0420633111017053544f5241474504
      """;

  private static final String GOLDEN_REMOVAL =
      """
      0104046b696e647072656d6f76616c046e616d6520613201761101057068617365704c454156494e47
      """;

  private static final Registration NODE =
      new Registration(
          new NodeInfo("b1", "zone-b", "10.0.0.2:9000", "10.0.0.2:8000"), -7_000_000_000L, 1024);

  private static final Placement PLACEMENT =
      new Placement(
          1030,
          77,
          List.of(
              new Placement.Replica("a1", 1, Placement.Kind.STORAGE, true),
              new Placement.Replica("b1", 4, Placement.Kind.LOG, true),
              new Placement.Replica("c1", 1, Placement.Kind.STORAGE, false)),
          4);

  @Test
  void nodesComeBackAsTheyWere() {
    byte[] bytes = ItemCodec.encode(NodeItems.toItem(NODE));
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN_NODE.replaceAll("\\s", ""));
    assertThat(NodeItems.fromItem(ItemCodec.decode(bytes))).isEqualTo(NODE);
  }

  @Test
  void placementsComeBackAsTheyWere() {
    byte[] bytes = ItemCodec.encode(PlacementItems.toItem(PLACEMENT));
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN_PLACEMENT.replaceAll("\\s", ""));
    assertThat(PlacementItems.fromItem(ItemCodec.decode(bytes))).isEqualTo(PLACEMENT);
  }

  @Test
  void removalsComeBackAsTheyWere() {
    for (Removal.Phase phase : Removal.Phase.values()) {
      Removal removal = new Removal("a2", phase);
      byte[] bytes = ItemCodec.encode(RemovalItems.toItem(removal));
      assertThat(RemovalItems.fromItem(ItemCodec.decode(bytes))).isEqualTo(removal);
    }
    assertThat(
            HexFormat.of()
                .formatHex(
                    ItemCodec.encode(
                        RemovalItems.toItem(new Removal("a2", Removal.Phase.LEAVING)))))
        .isEqualTo(GOLDEN_REMOVAL.replaceAll("\\s", ""));
    Item removal = RemovalItems.toItem(new Removal("a2", Removal.Phase.GONE));
    for (String name : List.of("name", "v", "phase")) {
      assertThatThrownBy(() -> RemovalItems.fromItem(removal.without(name)))
          .as(name)
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(
            () -> RemovalItems.fromItem(removal.with("phase", new AttributeValue.S("SOON"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsMissingOrNewerIsRefused() {
    Item node = NodeItems.toItem(NODE);
    for (String name : node.attributes().keySet()) {
      if (!name.equals("kind")) {
        assertThatThrownBy(() -> NodeItems.fromItem(node.without(name)))
            .as(name)
            .isInstanceOf(IllegalStateException.class);
      }
    }
    Item placement = PlacementItems.toItem(PLACEMENT);
    for (String name : placement.attributes().keySet()) {
      if (!name.equals("kind")) {
        assertThatThrownBy(() -> PlacementItems.fromItem(placement.without(name)))
            .as(name)
            .isInstanceOf(IllegalStateException.class);
      }
    }
    assertThatThrownBy(() ->
            PlacementItems.fromItem(placement.with("v", new AttributeValue.N(DynamoNumber.of(2)))))
        .hasMessageContaining("version 2");
    assertThatThrownBy(
            () -> NodeItems.fromItem(node.with("zone", new AttributeValue.S("no such zone"))))
        .isInstanceOf(IllegalStateException.class);
  }
}
