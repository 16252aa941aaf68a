package dev.stator.router.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.DepartedTables;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStream;
import dev.stator.cluster.table.TableStreams;
import dev.stator.model.stream.StreamLabel;
import dev.stator.model.stream.StreamViewType;
import dev.stator.router.Front;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ListStreamsTest {
  private static final String ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/";

  private final Front front = new Front(request -> new PartitionResponse.NotHosted());

  private void change(String name, Map<String, String> wanted) {
    TableDescriptor table = Objects.requireNonNull(front.directory.find(name));
    SortedMap<String, String> settings = new TreeMap<>(table.settings());
    settings.putAll(wanted);
    front.directory.publish(
        Front.withSettings(table, TableStreams.apply(name, settings, front.wallMs)));
  }

  private String label(String name) {
    TableDescriptor table = Objects.requireNonNull(front.directory.find(name));
    return Objects.requireNonNull(TableStreams.latest(table.settings())).label();
  }

  private String call(String operation, String request) {
    return front.call(operation, request.replace('\'', '"')).replace('"', '\'');
  }

  @Test
  void listsPageByPage() {
    assertThat(call("ListStreams", "{}")).isEqualTo("200 {'Streams':[]}");
    change("table", TableStreams.wanted(StreamViewType.KEYS_ONLY));
    String first = ARN + "table/stream/" + label("table");
    change("table", TableStreams.unwanted());
    front.wallMs += 1_000;
    change("table", TableStreams.wanted(StreamViewType.NEW_IMAGE));
    String second = ARN + "table/stream/" + label("table");
    change("range", TableStreams.wanted(StreamViewType.NEW_IMAGE));
    String third = ARN + "range/stream/" + label("range");

    assertThat(call("ListStreams", "{'Limit':2}"))
        .startsWith("200 {'Streams':[{'StreamArn':'" + third + "','TableName':'range',")
        .contains("{'StreamArn':'" + first + "'")
        .doesNotContain(second)
        .endsWith("],'LastEvaluatedStreamArn':'" + first + "'}");
    assertThat(call("ListStreams", "{'ExclusiveStartStreamArn':'" + first + "'}"))
        .isEqualTo(
            "200 {'Streams':[{'StreamArn':'"
                + second
                + "','TableName':'table','StreamLabel':'"
                + label("table")
                + "'}]}");
    assertThat(call("ListStreams", "{'TableName':'range','Limit':1}"))
        .contains(third)
        .doesNotContain("LastEvaluated");
    assertThat(call("ListStreams", "{'TableName':'nothere'}")).isEqualTo("200 {'Streams':[]}");
  }

  @Test
  void aDisabledStreamGoesAfterADay() {
    change("table", TableStreams.wanted(StreamViewType.KEYS_ONLY));
    String arn = ARN + "table/stream/" + label("table");
    change("table", TableStreams.unwanted());
    front.wallMs += TableStream.RETENTION_MS;
    assertThat(call("ListStreams", "{}")).contains(arn);
    front.wallMs++;
    assertThat(call("ListStreams", "{}")).isEqualTo("200 {'Streams':[]}");
    assertThat(call("DescribeStream", "{'StreamArn':'" + arn + "'}"))
        .contains("400 ")
        .contains("#ResourceNotFoundException")
        .contains("Requested resource not found: Stream: " + arn + " not found");
  }

  @Test
  void streamsOfADeletedTableStayForADay() {
    change("range", TableStreams.wanted(StreamViewType.KEYS_ONLY));
    String arn = ARN + "range/stream/" + label("range");
    TableDescriptor deleting =
        DepartedTables.deleting(
            Objects.requireNonNull(front.directory.find("range")), front.wallMs + 5);
    front.directory.publish(deleting);
    front.directory.publish(DepartedTables.of(deleting));
    String both = call("ListStreams", "{}");
    assertThat(both).containsOnlyOnce(arn);
    front.directory.withdraw("range");
    assertThat(call("ListStreams", "{}")).isEqualTo(both);
    assertThat(call("ListStreams", "{'TableName':'range'}")).isEqualTo(both);
    assertThat(call("DescribeStream", "{'StreamArn':'" + arn + "'}"))
        .startsWith("200 ")
        .contains("'StreamArn':'" + arn + "'")
        .contains("'TableName':'range'")
        .contains("'StreamStatus':'DISABLED'");
    assertThat(call("ListTables", "{}")).doesNotContain("range");
    assertThat(call("DescribeTable", "{'TableName':'range'}")).contains("not found: Table: range");
    front.wallMs += TableStream.RETENTION_MS + 6;
    assertThat(call("ListStreams", "{}")).isEqualTo("200 {'Streams':[]}");
    assertThat(call("DescribeStream", "{'StreamArn':'" + arn + "'}"))
        .contains("#ResourceNotFoundException");
  }

  @Test
  void checksWhatTheModelDoesNot() {
    assertThat(call("ListStreams", "{'Limit':101}"))
        .contains(
            "One or more parameter values were invalid: Limit cannot be greater than the maximum"
                + " allowed size: 100");
    String noArn = "x".repeat(40);
    assertThat(call("ListStreams", "{'ExclusiveStartStreamArn':'" + noArn + "'}"))
        .contains("ValidationException")
        .contains("Invalid StreamArn");
    assertThat(call("DescribeStream", "{'StreamArn':'" + noArn + "'}"))
        .contains("ValidationException")
        .contains("Invalid StreamArn");
    assertThat(front.call("GetRecords", "{\"ShardIterator\":\"x\"}"))
        .contains("ValidationException")
        .contains("Invalid ShardIterator");
  }

  @Test
  void labelsAreMomentsAndBack() {
    assertThat(StreamLabel.of(1_795_774_217_019L)).isEqualTo("2026-11-27T10:10:17.019");
    assertThat(StreamLabel.ms("2026-11-27T10:10:17.019")).isEqualTo(1_795_774_217_019L);
    for (String none : new String[] {"", "2026-11-27T10:10:17", "2026-11-27T10:10:17.0190", "x"}) {
      assertThat(StreamLabel.ms(none)).as(none).isEqualTo(-1);
    }
  }
}
