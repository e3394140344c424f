using System.Text.Json;
using Agentry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RefundDesk;

/// <summary>The host: two models, an agent, its tools with what they promise, and the three features around them.</summary>
internal static class DeskHost
{
    public const string PayScope = "refunds:write";

    /// <summary>The key of the model that is asked when the first one is down; <c>FailoverTo</c> in appsettings.json names it.</summary>
    public const string Standby = "standby";

    private const string Instructions =
        "You are the refund desk of a small shop. Look an order up before you act on it. Refund what compute_refund gives, or the amount that the "
        + "user states; if a reason or an order is missing, ask. After a refund, confirm it to the customer of the order by mail. "
        + "Amounts are in EUR. Answer in one or two plain sentences, and say what was not done.";

    public static IHost Create(OrderBook book, Outbox outbox, DeskSetup? setup = null)
    {
        setup ??= new DeskSetup();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(setup.Time);
        builder.Services.AddSingleton(_ => Client(setup.Models.First, isDown: setup.Outage != Outage.None));
        builder.Services.AddKeyedSingleton(Standby, (_, _) => Client(setup.Models.Standby, isDown: setup.Outage == Outage.Total));
        IAgentryBuilder agentry = builder.Services.AddAgentry(builder.Configuration.GetSection("Agentry"));
        if (setup.Runs is { } file)
            agentry.UseSqlite($"Data Source={file}");
        agentry
            .AddGuardrails(guards => Guard(guards, setup))
            .AddResilience()
            .AddObservability()
            .AddBudgets()
            .AddAgent("desk", agent =>
            {
                agent.WithInstructions(Instructions);
                var tools = new DeskTools(book, outbox, call => ToolCallContext.From(call)?.IdempotencyKey);
                foreach (AIFunction function in tools.CreateFunctions())
                    agent.WithTool(function, tool => Declare(function.Name, tool, book, setup.Alone));
            });
        return builder.Build();
    }

    private static IChatClient Client(DeskModel model, bool isDown) => isDown ? new OutageChatClient(model.Create()) : model.Create();

    /// <summary>Redacted answers are the default. With tokens the model does not see an address either; tools get it all the same.</summary>
    private static void Guard(GuardrailOptions guards, DeskSetup setup)
    {
        if (setup.Private)
            guards.PersonalData.UserInput = guards.PersonalData.ToolResult = GuardrailVerdict.Rewrite;
    }

    /// <summary>The order book and the outbox know a repeated idempotency key, so the two tools with an effect are keyed.</summary>
    private static ToolBuilder Declare(string name, ToolBuilder tool, OrderBook book, decimal alone) => name switch
    {
        "refund_order" => tool.Keyed().Risk(arguments => RefundRisk.Of(book, alone, arguments)).RequireScopes(PayScope).FailsWhen(IsError),
        "send_mail" => tool.Keyed().Risk(RiskTier.Medium).FailsWhen(IsError),
        _ => tool.ReadOnly().FailsWhen(IsError),
    };

    private static bool IsError(object? result) =>
        result is JsonElement { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("error", out _);
}
