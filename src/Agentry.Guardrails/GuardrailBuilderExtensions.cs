using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Agentry;

/// <summary>Adds guardrails.</summary>
public static class GuardrailBuilderExtensions
{
    /// <summary>
    /// Checks user input, tool arguments, tool results and output, of every agent or, inside <c>AddAgent</c>, of one. Without configuration it strips
    /// characters that nobody sees, neutralises markup that loads or runs something and text in tool results that speaks to the model,
    /// sets tool results apart, and redacts e-mail addresses and card numbers in output.
    /// </summary>
    /// <returns>The same builder.</returns>
    public static IAgentryBuilder AddGuardrails(this IAgentryBuilder builder, Action<GuardrailOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IContentRedactor, TokenRedactor>());
        return builder.AddFeature(new GuardrailFeature(), configure);
    }
}
