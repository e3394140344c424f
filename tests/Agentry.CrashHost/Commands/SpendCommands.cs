using System.Globalization;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Agentry.Tests;

/// <summary>Processes that spend from one dollar a day of their tenant, 0.30 a call.</summary>
internal static class SpendCommands
{
    private const string Model = "priced";

    /// <summary>Starts so many runs at once; prints "asked" for each call that its budget let pass and "done" when all are over.</summary>
    public static async Task RunAsync(string file, string name, string count, bool hangs)
    {
        var model = new ScriptedChatClient(_ =>
        {
            Console.WriteLine("asked");
            return hangs ? ModelReply.Hang() : ModelReply.Text("Done.").WithUsage(100, 200);
        });
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IChatClient>(model);
        builder.Services.AddAgentry()
            .UseSqlite($"Data Source={file}", o => o.BusyTimeout = TimeSpan.FromSeconds(60))
            .ConfigureDurability(o => (o.LeaseDuration, o.Recover) = (TimeSpan.FromSeconds(15), false))
            .AddAgent("spender", agent => agent
                .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = (Model, 200))
                .AddBudgets(
                    o =>
                    {
                        o.Prices[Model] = o.Prices["scripted"] = new ModelPrice { Input = 1000, Output = 1000 };
                        o.Tenant.Day = new BudgetCaps { MaxCost = 1.00m };
                    },
                    new Flat()));
        using IHost host = builder.Build();
        Agent agent = host.Services.GetRequiredKeyedService<Agent>("spender");
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, int.Parse(count, CultureInfo.InvariantCulture)).Select(i => agent.RunAsync($"{name} {i}")));
        foreach (AgentRun run in runs)
            Console.WriteLine($"run {run.Status} {run.Reason?.Code}");
        Console.WriteLine("done");
    }

    private sealed class Flat : ITokenEstimator
    {
        public long Estimate(IEnumerable<ChatMessage> messages, ChatOptions? options) => 100;
    }
}
