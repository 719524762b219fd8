# Newton's method for multinomial logit in 60 digits
import json, random
from mpmath import mp, mpf, matrix, exp, log, sqrt, lu_solve, inverse, erfc
mp.dps = 60
def fit(x, y, w, K, ref, icpt):
    n=len(x); X=[([mpf(1)] if icpt else [])+[mpf(v) for v in r] for r in x]
    p=len(X[0]); oth=[k for k in range(K) if k!=ref]; P=p*len(oth)
    th=[mpf(0)]*P
    def probs(th):
        out=[]
        for r in X:
            e=[mpf(0)]*K
            for a,k in enumerate(oth): e[k]=sum(th[a*p+j]*r[j] for j in range(p))
            m=max(e); q=[exp(v-m) for v in e]; s=sum(q); out.append([v/s for v in q])
        return out
    for it in range(200):
        pr=probs(th); g=matrix(P,1); H=matrix(P,P)
        for i,r in enumerate(X):
            for a,k in enumerate(oth):
                s=w[i]*((1 if y[i]==k else 0)-pr[i][k])
                for j in range(p): g[a*p+j]+=s*r[j]
                for b,l in enumerate(oth):
                    h=w[i]*pr[i][k]*((1 if k==l else 0)-pr[i][l])
                    for j in range(p):
                        for q in range(p): H[a*p+j,b*p+q]+=h*r[j]*r[q]
        d=lu_solve(H,g); t=mpf(1)
        ll=lambda th: sum(w[i]*log(probs(th)[i][y[i]]) for i in range(n))
        if it<15:
            old=ll(th)
            while ll([a+t*b for a,b in zip(th,d)])<old: t/=2
        th=[a+t*b for a,b in zip(th,d)]
        if sqrt(abs(sum(g[i]*d[i] for i in range(P))))<mpf(10)**-50: break
    else: raise Exception("no convergence")
    pr=probs(th); C=inverse(H)
    L=sum(w[i]*log(pr[i][y[i]]) for i in range(n)); N=sum(w)
    null=-2*sum(w[i]*(log(sum(w[j] for j in range(n) if y[j]==y[i])/N) if icpt else -log(mpf(K))) for i in range(n))
    se=[sqrt(C[i,i]) for i in range(P)]
    f=lambda v: float(v)
    return dict(coefficients=[f(v) for v in th], standardErrors=[f(v) for v in se],
        pValues=[f(erfc(abs(a/b)/sqrt(mpf(2)))) for a,b in zip(th,se)],
        covariance01=f(C[0,P-1]), logLikelihood=f(L), deviance=f(-2*L), nullDeviance=f(null), probabilities=[f(v) for v in pr[0]])
if __name__=="__main__":
    random.seed(13); out=[]
    specs=[("plain",20,2,3,0,True,0),("far from 0",24,1,3,2,True,1),("five classes",40,2,5,1,True,0),("no intercept",18,2,3,0,False,0),
      ("tiny units",16,2,3,0,True,2),("strong",60,1,3,0,True,3),("frequencies",15,1,4,3,True,4),("precision",22,2,3,1,True,5),("two classes",14,3,2,1,True,0),("rare class",50,1,3,0,True,6)]
    for name,n,m,K,ref,icpt,kind in specs:
        while True:
            x=[[round(random.gauss(0,1),3) for _ in range(m)] for _ in range(n)]
            if kind==1: x=[[1.6e9+round(1000*v) for v in r] for r in x]
            if kind==2: x=[[r[0]*2.0**-40, r[1]*2.0**33] for r in x]
            beta=[[random.gauss(0,1) for _ in range(m)] for _ in range(K)]
            if kind==3: beta=[[-6*k+9.0] for k in range(K)]
            sc=lambda r: [(r[0]-1.6e9)/1000] if kind==1 else [r[0]*2.0**40,r[1]*2.0**-33] if kind==2 else r
            y=[]
            for r in x:
                e=[2.718281828**(sum(b*v for b,v in zip(beta[k],sc(r)))-(3 if kind==6 and k==2 else 0)) for k in range(K)]
                u=random.random()*sum(e); k=0
                while k<K-1 and u>e[k]: u-=e[k]; k+=1
                y.append(k)
            w=[random.randint(1,5) if kind==4 else round(random.uniform(.2,3),2) if kind==5 else 1 for _ in range(n)]
            if len(set(y))<K: continue
            try: r=fit(x,y,[mpf(v) for v in w],K,ref,icpt)
            except Exception as e: print(name,e); continue
            se=r['standardErrors']
            if max(abs(c)/1 for c in r['coefficients'])==0 : continue
            break
        out.append(dict(name=name,x=x,labels=y,weights=w,frequencies=kind==4,intercept=icpt,classes=K,reference=ref,**r)); print(name, r['coefficients'][:3], se[:3])
    json.dump(out,open('multinomial-models.json','w'))
