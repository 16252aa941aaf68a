package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.table.PartitionRange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.Throughput;
import dev.stator.model.AttributeValue;
import dev.stator.model.DynamoNumber;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.ScalarType;
import dev.stator.model.key.HashRange;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.PrimaryKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatementTokenTest {
  private static final Source TABLE =
      new Source.OfTable(
          new TableDescriptor(
              "range",
              "00000000-0000-4000-8000-000000000001",
              new KeySchema(
                  new KeyAttribute("p", ScalarType.S), new KeyAttribute("s", ScalarType.N)),
              TableStatus.ACTIVE,
              0,
              true,
              0,
              Throughput.NONE,
              false,
              new TreeMap<>(),
              List.of(new PartitionRange(3, HashRange.ALL))));

  @Test
  void goldenBytes() {
    long request =
        StatementToken.request(
            "SELECT * FROM range WHERE p = ?", List.of(new AttributeValue.S("a")));
    IndexKey last =
        IndexKey.ofTable(
            new PrimaryKey(new AttributeValue.S("a"), new AttributeValue.N(DynamoNumber.of(42))));
    String token = StatementToken.write(request, TABLE, last);
    assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(token)))
        .isEqualTo("011d08add3732d1dedda119d45f54d85c10102017010610173112afe1acea86678c8a7");
    assertThat(StatementToken.read(token, request, TABLE)).isEqualTo(last);
  }
}
