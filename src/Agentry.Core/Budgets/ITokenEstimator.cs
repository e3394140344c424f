using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Says before a call how many tokens it may read. Thread-safe. Too little lets a budget be exceeded by the difference; too much reserves more than is needed until the call is over.</summary>
public interface ITokenEstimator
{
    /// <summary>The most tokens that the provider may count as input.</summary>
    long Estimate(IEnumerable<ChatMessage> messages, ChatOptions? options);
}
