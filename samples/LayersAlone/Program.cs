using LayersAlone;

bool streaming = args is ["--stream"];
if (args.Length > 0 && !streaming)
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project samples/LayersAlone [-- --stream]");
    return 2;
}

Console.WriteLine($"One tool loop, that of Microsoft.Extensions.AI, bare and with Agentry's layers around model and tools ({(streaming ? "streaming" : "plain")}).");
for (int i = 0; i < Scene.All.Count; i++)
{
    Scene scene = Scene.All[i];
    Console.WriteLine($"\n{i + 1}. {scene.Title}");
    Console.WriteLine($"   bare     {await BareHost.PlayAsync(scene, streaming)}");
    Console.WriteLine($"   guarded  {await GuardedHost.PlayAsync(scene, streaming)}");
}

return 0;
