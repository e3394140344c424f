using Microsoft.Extensions.Logging;

namespace Agentry;

internal static partial class GuardrailLog
{
    [LoggerMessage(2001, LogLevel.Error, "Guardrail {Guardrail} failed on {Surface} in run {RunId}; the text is blocked.")]
    public static partial void GuardrailFailed(this ILogger logger, Exception exception, string guardrail, GuardrailSurfaces surface, string runId);

    [LoggerMessage(2002, LogLevel.Error, "Guardrail {Guardrail} took too long on {Surface} in run {RunId}; the text is blocked.")]
    public static partial void GuardrailTimedOut(this ILogger logger, string guardrail, GuardrailSurfaces surface, string runId);

    [LoggerMessage(2003, LogLevel.Information, "A guardrail blocked {Surface} in run {RunId}.")]
    public static partial void GuardrailBlocked(this ILogger logger, GuardrailSurfaces surface, string runId);
}
