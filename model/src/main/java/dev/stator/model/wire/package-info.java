/**
 * The wire layer: requests as bytes to decoded, checked structures, driven by the official Smithy
 * model of DynamoDB.
 *
 * <p>Why here: which operations and members exist, and every length, range, pattern, enum and
 * required check, come from one place and are not written by hand per operation. Who calls: the
 * router, for each request: {@link dev.stator.model.wire.Targets} finds the operation, {@link
 * dev.stator.model.wire.RequestReader} decodes the body, {@link dev.stator.model.wire.Validator}
 * checks the constraints, and the operation's handler reads the {@link
 * dev.stator.model.wire.Struct}. Invariant: whatever the bytes are, only an {@code ApiException}
 * comes out, and work and memory are bounded by the size of the body.
 *
 * <p>The order of complaints is the service's. First what JSON itself and its types do not allow
 * ({@code SerializationException}, the first one in the order of the body). Then the constraints of
 * the model, up to ten together. Last what is wrong inside attribute values: such a flaw is kept
 * with the member that it belongs to, and thrown when the handler reads that member, because each
 * operation has checks of its own before it.
 *
 * <h2>The condensed model</h2>
 *
 * The build turns the Smithy model into the text resource {@code dynamodb.model}: lines of fields
 * separated by tabs, first {@code stator-service-model 1}, then
 *
 * <pre>
 * operation  name  input shape  output shape
 * structure  name              (union alike; each member follows on a line that starts with a tab:
 *            member  target shape  "required" or nothing  default or nothing)
 * list       name  member shape  length
 * map        name  key shape  value shape  length
 * string     name  length  pattern
 * enum       name  values, separated by commas
 * integer    name  range       (long and double alike)
 * boolean    name              (blob and timestamp alike)
 * </pre>
 *
 * where length and range are {@code min..max}, each side and the whole being optional. It holds no
 * documentation, is the same for the same input, and loads in a few milliseconds.
 *
 * <p>For the four operations of DynamoDB Streams there is no official Smithy model: {@code
 * streams.model} is written by hand, in the same form.
 */
package dev.stator.model.wire;
