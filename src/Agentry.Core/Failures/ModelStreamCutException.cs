namespace Agentry;

/// <summary>A streamed model reply ended without a finish reason: the connection was cut and the reply is incomplete.</summary>
/// <remarks>The SDKs of OpenAI and Anthropic end such a stream normally, so nothing else would notice.</remarks>
public sealed class ModelStreamCutException : AgentryException
{
    /// <summary>Creates the exception.</summary>
    public ModelStreamCutException()
        : base(
            "The model's stream ended without a finish reason, so the reply is incomplete. "
            + "If your client never reports one, set AgentOptions.RequireFinishReason to false.",
            FailureClass.Transient)
    {
    }
}
