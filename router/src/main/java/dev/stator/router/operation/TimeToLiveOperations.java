package dev.stator.router.operation;

import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableStatus;
import dev.stator.cluster.table.TableTimeToLive;
import dev.stator.cluster.table.TimeToLive;
import dev.stator.model.ApiException;
import dev.stator.model.wire.Struct;
import java.util.Objects;

/** UpdateTimeToLive and DescribeTimeToLive. */
public final class TimeToLiveOperations {
  private final Tables tables;
  private final TableControl control;

  public TimeToLiveOperations(Tables tables, TableControl control) {
    this.tables = tables;
    this.control = control;
  }

  /** UpdateTimeToLive. */
  public void update(Struct request, OperationHandler.Reply reply) {
    Struct specification = Objects.requireNonNull(request.struct("TimeToLiveSpecification"));
    boolean enabled = specification.bool("Enabled", false);
    String attribute = specification.requiredString("AttributeName");
    TableChange change =
        new TableChange(
            Tables.name(request.requiredString("TableName")),
            null,
            null,
            null,
            null,
            TableTimeToLive.wanted(enabled, attribute));
    control.update(
        change,
        outcome -> {
          switch (outcome) {
            case Outcome.Begun begun ->
                reply.ok(json -> {
                  json.writeObjectPropertyStart("TimeToLiveSpecification");
                  json.writeBooleanProperty("Enabled", enabled);
                  json.writeStringProperty("AttributeName", attribute);
                  json.writeEndObject();
                });
            case Outcome.Refused refused -> reply.fail(refused.error());
          }
        });
  }

  /** DescribeTimeToLive. */
  public void describe(Struct request, OperationHandler.Reply reply) {
    TableDescriptor table = tables.known(request.requiredString("TableName"));
    if (table.status() == TableStatus.CREATING) {
      throw ApiException.validation(
          "Cannot describe time to live while table is in CREATING state: Current table state is"
              + " CREATING");
    }
    TimeToLive ttl = TableTimeToLive.of(table.settings());
    TimeToLive.Status status = ttl == null ? TimeToLive.Status.DISABLED : ttl.status();
    reply.ok(json -> {
      json.writeObjectPropertyStart("TimeToLiveDescription");
      json.writeStringProperty("TimeToLiveStatus", status.name());
      if (ttl != null && status != TimeToLive.Status.DISABLED) {
        json.writeStringProperty("AttributeName", ttl.attribute());
      }
      json.writeEndObject();
    });
  }
}
