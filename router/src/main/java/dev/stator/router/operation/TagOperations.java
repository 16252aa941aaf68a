package dev.stator.router.operation;

import dev.stator.cluster.table.TableControl;
import dev.stator.cluster.table.TableControl.Outcome;
import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableTags;
import dev.stator.model.ApiException;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** TagResource, UntagResource and ListTagsOfResource, for tables. */
public final class TagOperations {
  private final Tables tables;
  private final TableControl control;

  public TagOperations(Tables tables, TableControl control) {
    this.tables = tables;
    this.control = control;
  }

  /** TagResource. */
  public void tag(Struct request, OperationHandler.Reply reply) {
    String arn = request.requiredString("ResourceArn");
    ResourceArns.tableName(arn);
    List<Struct> given = Requests.structs(request, "Tags");
    if (given.isEmpty()) {
      throw ApiException.validation("Atleast one Tag needs to be provided as Input.");
    }
    Map<String, String> tags = TagRules.tags(given);
    TableTags.checkCount(TableTags.settings(tags));
    change(ResourceArns.tagged(tables, arn), tags, Set.of(), reply);
  }

  /** UntagResource. Keys that the table has no tag of are of no matter. */
  public void untag(Struct request, OperationHandler.Reply reply) {
    String arn = request.requiredString("ResourceArn");
    ResourceArns.tableName(arn);
    List<String> given = Objects.requireNonNull(request.strings("TagKeys"));
    if (given.isEmpty()) {
      throw ApiException.validation("Atleast one Tag Key needs to be provided as Input.");
    }
    Set<String> keys = TagRules.keys(given);
    change(ResourceArns.tagged(tables, arn), Map.of(), keys, reply);
  }

  private void change(
      TableDescriptor table,
      Map<String, String> set,
      Set<String> removed,
      OperationHandler.Reply reply) {
    control.update(
        TableChange.ofTags(table.name(), set, removed),
        outcome -> {
          switch (outcome) {
            case Outcome.Begun begun -> reply.empty();
            case Outcome.Refused refused -> reply.fail(refused.error());
          }
        });
  }

  /** ListTagsOfResource: all at once, so that no token is ever given out. */
  public void list(Struct request, OperationHandler.Reply reply) {
    TableDescriptor table = ResourceArns.tagged(tables, request.requiredString("ResourceArn"));
    if (request.string("NextToken") != null) {
      throw ApiException.validation("Invalid NextToken");
    }
    Map<String, String> tags = TableTags.of(table.settings());
    reply.ok(json -> {
      json.writeArrayPropertyStart("Tags");
      tags.forEach((key, value) -> {
        json.writeStartObject();
        json.writeStringProperty("Key", key);
        json.writeStringProperty("Value", value);
        json.writeEndObject();
      });
      json.writeEndArray();
    });
  }
}
