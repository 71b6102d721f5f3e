using Automation.ServiceDefaults.Faults;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Rpc;

/// <summary>How many analyses of segments run at once, here and for one shop. Who comes on top is told when to come back.</summary>
sealed class AnalysisGate(IOptions<SegmentationOptions> options)
{
    static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(2);

    readonly Lock _lock = new();
    readonly Dictionary<string, int> _byShop = [];
    int _running;

    /// <summary>Lets an analysis begin; it has ended when the answer is disposed of.</summary>
    /// <exception cref="Fault">OVERLOADED: too many run.</exception>
    public IDisposable Enter(string shopId)
    {
        var (most, mostOfShop) = (options.Value.AnalysesAtOnce, options.Value.AnalysesPerShop);
        lock (_lock)
        {
            var ofShop = _byShop.GetValueOrDefault(shopId);
            if (ofShop >= mostOfShop)
                throw Refuse($"{ofShop} previews, combinations or comparisons of segments of this shop are running, which is as many as may at once; wait for one of them to end.");
            if (_running >= most)
                throw Refuse($"{_running} previews, combinations or comparisons of segments are running here, which is as many as may at once; try again in {s_retryDelay.TotalSeconds} seconds.");
            (_running, _byShop[shopId]) = (_running + 1, ofShop + 1);
        }
        return new Leaving(this, shopId);
    }

    static Fault Refuse(string message) => new(FaultReasons.Overloaded, message) { RetryDelay = s_retryDelay };

    void Leave(string shopId)
    {
        lock (_lock)
        {
            _running--;
            if (--_byShop[shopId] == 0)
                _byShop.Remove(shopId);
        }
    }

    sealed class Leaving(AnalysisGate gate, string shopId) : IDisposable
    {
        int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                gate.Leave(shopId);
        }
    }
}
