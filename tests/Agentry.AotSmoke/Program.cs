using System.Runtime.CompilerServices;
using System.Text.Json;
using Agentry.AotSmoke;

// The main path of Agentry without reflection-based JSON and without code generation at run time.
Smoke.Check(!JsonSerializer.IsReflectionEnabledByDefault, "reflection-based JSON is off");
Smoke.Check(!RuntimeFeature.IsDynamicCodeSupported, "dynamic code is off");
await CoreSmoke.RunAsync();
await AnswerSmoke.RunAsync();
await FeatureSmoke.RunAsync(streaming: false);
await FeatureSmoke.RunAsync(streaming: true);
Console.WriteLine("AOT smoke: ok");
return 0;
