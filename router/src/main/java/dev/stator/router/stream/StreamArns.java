package dev.stator.router.stream;

import dev.stator.cluster.table.DepartedTables;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStream;
import dev.stator.cluster.table.TableStreams;
import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.wire.TableNames;
import dev.stator.router.operation.Tables;
import java.util.ArrayList;
import java.util.List;

/**
 * The ARNs of streams: their table's, {@code /stream/} and their label. Region and account are not
 * looked at: all of them see the same tables.
 */
final class StreamArns {
  private static final String STREAM = "/stream/";

  private StreamArns() {}

  /** A stream and its table, which may be deleted. */
  record Found(TableDescriptor table, TableStream stream) {
    /** The table's name, as users know it. */
    String tableName() {
      return DepartedTables.nameOf(table);
    }

    boolean hasPartition(long partition) {
      return table.partitions().stream().anyMatch(range -> range.id() == partition);
    }
  }

  /**
   * The stream of that ARN.
   *
   * @throws ApiException ValidationException for what is no ARN of a stream,
   *     ResourceNotFoundException when there is no such stream, or its records are gone
   */
  static Found find(Tables tables, String arn, long nowMs) {
    Place place = Place.of(arn);
    List<TableDescriptor> all = new ArrayList<>();
    TableDescriptor living = tables.directory().find(place.table());
    if (living != null) {
      all.add(living);
    }
    all.addAll(DepartedTables.find(tables.directory(), place.table()));
    for (TableDescriptor table : all) {
      for (TableStream stream : TableStreams.of(table.settings())) {
        if (stream.label().equals(place.label()) && !stream.gone(nowMs)) {
          return new Found(table, stream);
        }
      }
    }
    throw new ApiException(
        ErrorCode.RESOURCE_NOT_FOUND,
        "Requested resource not found: Stream: " + arn + " not found");
  }

  /** What an ARN says: a table's name and a stream's label. In the order of ListStreams. */
  record Place(String table, String label) implements Comparable<Place> {
    /**
     * @throws ApiException ValidationException for what is no ARN of a stream
     */
    static Place of(String arn) {
      int at = arn.indexOf(STREAM);
      String table = at < 0 ? "" : arn.substring(0, at);
      if (!TableNames.isArn(table)) {
        // As quoted in github.com/amazon-archives/logstash-input-dynamodb, issue 18.
        throw ApiException.validation("Invalid StreamArn");
      }
      return new Place(TableNames.local(table), arn.substring(at + STREAM.length()));
    }

    @Override
    public int compareTo(Place other) {
      int byTable = table.compareTo(other.table);
      return byTable != 0 ? byTable : label.compareTo(other.label);
    }
  }
}
