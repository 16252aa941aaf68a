package dev.stator.router.stream;

import dev.stator.cluster.change.ChangeRecord;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStream;
import dev.stator.model.Item;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.ItemView;
import dev.stator.model.key.Keys;
import dev.stator.model.key.RowKeys;
import dev.stator.model.key.Xxh64;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes change records as records of a stream. */
final class RecordJson {
  private static final String VERSION = "1.1";
  private static final String SOURCE = "aws:dynamodb";

  private final TableDescriptor table;
  private final TableStream stream;
  private final String region;

  RecordJson(TableDescriptor table, TableStream stream, String region) {
    this.table = table;
    this.stream = stream;
    this.region = region;
  }

  void write(JsonGenerator json, ChangeRecord change) {
    json.writeStartObject();
    json.writeStringProperty("eventID", eventId(change));
    json.writeStringProperty("eventName", change.kind().name());
    json.writeStringProperty("eventVersion", VERSION);
    json.writeStringProperty("eventSource", SOURCE);
    json.writeStringProperty("awsRegion", region);
    json.writeObjectPropertyStart("dynamodb");
    json.writeNumberProperty("ApproximateCreationDateTime", change.timestampMs() / 1_000);
    EncodedItem keys = keys(change);
    int bytes = keys.sizeBytes();
    json.writeName("Keys");
    ItemJson.write(json, new ItemView(keys.bytes()));
    bytes += image(json, "NewImage", stream.view().hasNewImage() ? change.newImage() : null);
    bytes += image(json, "OldImage", stream.view().hasOldImage() ? change.oldImage() : null);
    json.writeStringProperty("SequenceNumber", SequenceNumbers.of(change.place()));
    json.writeNumberProperty("SizeBytes", bytes);
    json.writeStringProperty("StreamViewType", stream.view().name());
    json.writeEndObject();
    if (change.expired()) {
      json.writeObjectPropertyStart("userIdentity");
      json.writeStringProperty("PrincipalId", "dynamodb.amazonaws.com");
      json.writeStringProperty("Type", "Service");
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private EncodedItem keys(ChangeRecord change) {
    Item keys = Keys.toItem(table.keySchema(), RowKeys.decode(table.keySchema(), change.rowKey()));
    return EncodedItem.of(keys);
  }

  /** Answers the image's size, as items are counted. */
  private static int image(JsonGenerator json, String name, byte @Nullable [] image) {
    if (image == null) {
      return 0;
    }
    ItemView view = new ItemView(image);
    json.writeName(name);
    ItemJson.write(json, view);
    return view.sizeBytes();
  }

  /** The same whenever and by whomever the record is read, and no other record's. */
  private String eventId(ChangeRecord change) {
    ByteBuffer name = ByteBuffer.allocate(4 * Long.BYTES);
    name.putLong(stream.createdMs());
    name.putLong(RowKeys.partitionId(change.rowKey()));
    name.putLong(change.place().index()).putInt(change.place().position()).putInt(0);
    long first = Xxh64.hash(name.array(), 0, name.capacity());
    long second = Xxh64.hash(name.putLong(0, ~stream.createdMs()).array(), 0, name.capacity());
    return "%016x%016x".formatted(first, second);
  }
}
