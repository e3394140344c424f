using Microsoft.Extensions.Logging.Abstractions;

namespace Agentry.Tests;

internal static class Guards
{
    public static Guard Of(Action<GuardrailOptions>? configure = null, params IReadOnlyList<IGuardrail> own)
    {
        var options = new GuardrailOptions();
        configure?.Invoke(options);
        return new Guard(options, own, NullLogger.Instance);
    }
}
