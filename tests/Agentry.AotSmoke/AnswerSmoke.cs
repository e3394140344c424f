using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static Agentry.AotSmoke.Smoke;

namespace Agentry.AotSmoke;

/// <summary>An answer of a type from a generated context, repaired once, and a call whose arguments are mended.</summary>
internal static class AnswerSmoke
{
    public static async Task RunAsync()
    {
        var model = new ScriptedChatClient(
            ModelReply.Call("price", """{"sku":"lamp","count":"2"}"""),
            ModelReply.Text("""{"Sku":"lamp"}"""),
            ModelReply.Text("""{"Sku":"lamp","Amount":12.50}"""),
            ModelReply.Text("""{"answer":["lamp","desk"]}"""));
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(model);
        services.AddAgentry().AddAgent("smoke", agent => agent.WithTool(
            "price",
            "Gives the price of an item.",
            (string sku, int count) => new Price(sku, 12.50m * count),
            tool => tool.ReadOnly().Coerce(Coercions.NumericStrings),
            SmokeJson.Default.Options));
        await using ServiceProvider provider = services.BuildServiceProvider();
        Agent agent = provider.GetRequiredKeyedService<Agent>("smoke");

        AgentRun<Price> run = await agent.RunAsync<Price>("What does the lamp cost?", SmokeJson.Default.Options);
        Check(run.HasAnswer && run.Answer == new Price("lamp", 12.50m), "the answer has its type: " + run);
        Check(run.ToolCalls == 1 && run.Turns == 3, "the slip in the call was mended, the answer was repaired");

        AgentRun<string[]> names = await agent.RunAsync<string[]>("Which items?", SmokeJson.Default.Options);
        Check(names.HasAnswer && names.Answer.SequenceEqual(["lamp", "desk"]), "an answer that is no object comes in one");
    }
}
