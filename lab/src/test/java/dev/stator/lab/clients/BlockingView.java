package dev.stator.lab.clients;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Lets one suite run on both of the SDK's clients: the asynchronous one behind the blocking API.
 */
final class BlockingView {
  private BlockingView() {}

  static DynamoDbClient of(DynamoDbAsyncClient client) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().endsWith("Paginator")) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          if (method.getName().equals("close")) {
            client.close();
            return null;
          }
          return join(client, method, arguments);
        };
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            BlockingView.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, handler);
  }

  private static Object join(DynamoDbAsyncClient client, Method method, Object[] arguments)
      throws Throwable {
    Method same = DynamoDbAsyncClient.class.getMethod(method.getName(), method.getParameterTypes());
    try {
      Object result = same.invoke(client, arguments);
      return result instanceof CompletableFuture<?> future ? future.join() : result;
    } catch (InvocationTargetException | CompletionException e) {
      throw e.getCause();
    }
  }
}
