package dev.stator.router.operation;

import static dev.stator.router.operation.KeyElements.INVALID;

import dev.stator.cluster.table.TableControl.TableChange;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.wire.Struct;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The checks of UpdateTable that do not depend on what the table is in. Which parts may come
 * together is as recorded of the service in the notes github.com/aws-controllers-k8s
 * (ack-api-quirks, catalogue DDB-TABLE-442). Pure.
 */
final class UpdateTableRequest {
  private UpdateTableRequest() {}

  /**
   * @param table as it is known; null when there is none of that name
   */
  static TableChange change(Struct request, String name, @Nullable TableDescriptor table) {
    for (String unbuilt :
        List.of(
            "GlobalTableSettingsReplicationMode",
            "GlobalTableWitnessUpdates",
            "MultiRegionConsistency",
            "ReplicaUpdates")) {
      if (Requests.given(request, unbuilt)) {
        throw CreateTableRequest.unbuilt(unbuilt);
      }
    }
    String billing = request.string("BillingMode");
    Struct throughput = request.struct("ProvisionedThroughput");
    boolean stream = Requests.given(request, "StreamSpecification");
    boolean indexes = !Requests.structs(request, "GlobalSecondaryIndexUpdates").isEmpty();
    Boolean protection = request.bool("DeletionProtectionEnabled");
    String tableClass = request.string("TableClass");
    boolean encryption = request.has("SSESpecification");
    boolean warm = TableSettings.saysWarm(request);
    boolean max = TableSettings.saysMax(request);
    int parts =
        count(
            throughput != null,
            billing != null,
            stream,
            indexes,
            protection != null,
            tableClass != null,
            encryption,
            warm,
            max);
    if (parts == 0) {
      throw ApiException.validation(
          "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
              + " GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates,"
              + " MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency,"
              + " DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is"
              + " required");
    }
    if (throughput != null) {
      ThroughputBounds.check(throughput);
    }
    SortedMap<String, String> settings =
        new TreeMap<>(StreamRequests.changed(request, throughput != null));
    if (parts > 1) {
      alone(protection != null, "DeletionProtection modification must be");
      alone(encryption, "Server-Side Encryption modification must be");
      alone(tableClass != null, "TableClass modification must be");
      alone(warm, "WarmThroughput must be");
      if (max && (billing == null || parts > 2)) {
        throw ApiException.validation(
            INVALID
                + "OnDemandThroughput can only be combined with BillingMode in an UpdateTable"
                + " request");
      }
    }
    if (tableClass != null) {
      settings.put(TableJson.TABLE_CLASS, tableClass);
    }
    settings.putAll(TableSettings.encryptionWanted(request));
    settings.putAll(TableSettings.warmWanted(request, null));
    settings.putAll(TableSettings.maxWanted(request));
    settings.putAll(IndexUpdates.warm(request));
    return new TableChange(
        name,
        billing == null ? null : billing.equals("PAY_PER_REQUEST"),
        throughput == null ? null : Requests.number(throughput, "ReadCapacityUnits"),
        throughput == null ? null : Requests.number(throughput, "WriteCapacityUnits"),
        protection,
        settings,
        List.of(),
        IndexUpdates.of(request, table));
  }

  private static int count(boolean... given) {
    int count = 0;
    for (boolean one : given) {
      count += one ? 1 : 0;
    }
    return count;
  }

  private static void alone(boolean given, String what) {
    if (given) {
      throw ApiException.validation(INVALID + what + " the only operation in the request");
    }
  }
}
