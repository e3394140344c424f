using StreamingEndpoint;

await using WebApplication app = RunServer.Create(args, new ShopModel(TimeSpan.FromMilliseconds(60), TimeProvider.System));
await app.RunAsync();
