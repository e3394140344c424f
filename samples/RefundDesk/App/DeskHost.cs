using System.Text.Json;
using Agentry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RefundDesk;

/// <summary>The host: a model, an agent and its tools with what they promise.</summary>
internal static class DeskHost
{
    public const string PayScope = "refunds:write";

    public static IHost Create(OrderBook book, Outbox outbox)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton<IChatClient>(new OfflinePlanner());
        builder.Services.AddAgentry(builder.Configuration.GetSection("Agentry"))
            .AddAgent("desk", agent =>
            {
                agent.WithInstructions("You are the refund desk of a small shop. Look things up before you act. Refund only what the policy gives.");
                var tools = new DeskTools(book, outbox, call => ToolCallContext.From(call)?.IdempotencyKey);
                foreach (AIFunction function in tools.CreateFunctions())
                    agent.WithTool(function, tool => Declare(function.Name, tool));
            });
        return builder.Build();
    }

    /// <summary>The order book and the outbox know a repeated idempotency key, so the two tools with an effect are keyed.</summary>
    private static ToolBuilder Declare(string name, ToolBuilder tool) => name switch
    {
        "refund_order" => tool.Keyed().Risk(RiskTier.High).RequireScopes(PayScope).FailsWhen(IsError),
        "send_mail" => tool.Keyed().Risk(RiskTier.Medium).FailsWhen(IsError),
        _ => tool.ReadOnly().FailsWhen(IsError),
    };

    private static bool IsError(object? result) =>
        result is JsonElement { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("error", out _);
}
