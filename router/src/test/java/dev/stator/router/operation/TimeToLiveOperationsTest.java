package dev.stator.router.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.router.Front;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeToLiveOperationsTest {
  private final Front front = new Front(request -> new PartitionResponse.NotHosted());

  private String call(String operation, String request) {
    return front.call(operation, request.replace('\'', '"')).replace('"', '\'');
  }

  @Test
  void handsTheChangeToAutoAdmin() {
    assertThat(
            call(
                "UpdateTimeToLive",
                "{'TableName':'table','TimeToLiveSpecification':{'Enabled':true,'AttributeName':'a"
                    + " b'}}"))
        .isEqualTo("200 {'TimeToLiveSpecification':{'Enabled':true,'AttributeName':'a b'}}");
    assertThat(Objects.requireNonNull(front.changed).settings())
        .isEqualTo(TableTimeToLive.wanted(true, "a b"));
  }

  @Test
  void describesWhatTheTableHas() {
    String describe = "{'TableName':'table'}";
    assertThat(call("DescribeTimeToLive", describe))
        .isEqualTo("200 {'TimeToLiveDescription':{'TimeToLiveStatus':'DISABLED'}}");
    change(true, 0);
    assertThat(call("DescribeTimeToLive", describe))
        .isEqualTo(
            "200 {'TimeToLiveDescription':{'TimeToLiveStatus':'ENABLED','AttributeName':'a'}}");
    change(false, TableTimeToLive.CHANGE_MS);
    assertThat(call("DescribeTimeToLive", describe))
        .isEqualTo("200 {'TimeToLiveDescription':{'TimeToLiveStatus':'DISABLED'}}");
    assertThat(call("DescribeTimeToLive", "{'TableName':'nothere'}"))
        .contains("#ResourceNotFoundException");
  }

  private void change(boolean on, long laterMs) {
    TableDescriptor table = Objects.requireNonNull(front.directory.find("table"));
    SortedMap<String, String> settings = new TreeMap<>(table.settings());
    settings.putAll(TableTimeToLive.wanted(on, "a"));
    front.directory.publish(
        Front.withSettings(table, TableTimeToLive.apply(settings, front.wallMs + laterMs))
            .changed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'Enabled':true | Value null at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must not be null
          'AttributeName':'a' | Value null at 'timeToLiveSpecification.enabled' failed to satisfy constraint: Member must not be null
          'Enabled':true,'AttributeName':'' | at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must have length greater than or equal to 1
          """,
      quoteCharacter = '`')
  void whatTheModelDoesNotAllow(String specification, String complaint) {
    assertThat(
            call(
                "UpdateTimeToLive",
                "{'TableName':'table','TimeToLiveSpecification':{" + specification + "}}"))
        .contains(complaint);
  }
}
