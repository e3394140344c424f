using Polly;

namespace Agentry;

/// <summary>One call on its way through a <see cref="RetryLoop{T}"/>.</summary>
internal interface IRetryCall<T>
{
    /// <summary>The wait before the next attempt.</summary>
    TimeSpan Delay { get; }

    /// <summary>Looks at what an attempt came to, records a failure, and says whether there is another attempt.</summary>
    bool GoesOn(Outcome<T> outcome);
}
