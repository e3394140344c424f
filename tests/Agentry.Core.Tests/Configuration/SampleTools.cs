using System.ComponentModel;

namespace Agentry.Tests;

/// <summary>A service of a call's scope.</summary>
internal sealed class CallScope;

/// <summary>A class of tools, as users write it.</summary>
internal sealed class SampleTools
{
    [AgentTool(Effect = ToolEffect.ReadOnly), Description("Finds an order.")]
    public string GetOrderAsync(int id, ToolCallContext call) => $"order {id} in {call.CallId}";

    [AgentTool("pay_back", Effect = ToolEffect.Keyed, Risk = RiskTier.High, Reversible = true, TimeoutSeconds = 2.5, RequiredScopes = "pay refund")]
    public string Refund(int id, decimal amount = 1) => $"refunded {amount} of {id}";

    [AgentTool]
    public static string HTMLPage2Text() => "text";

    public string NotATool() => "no";
}
