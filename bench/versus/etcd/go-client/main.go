// Writers that put small values through etcd's own client, each one after the other. Prints the seconds that counted, then the
// microseconds of each put.
//
//	puts host:port writers valueBytes warmupSeconds seconds
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

const keysPerWriter = 1000

func main() {
	if len(os.Args) != 6 {
		fail(fmt.Errorf("usage: puts host:port writers valueBytes warmupSeconds seconds"))
	}
	writers, valueBytes := int(number(2)), int(number(3))
	warmup, lasting := seconds(4), seconds(5)
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{os.Args[1]}, DialTimeout: 10 * time.Second})
	if err != nil {
		fail(err)
	}
	defer client.Close()

	value := string(make([]byte, valueBytes))
	begin := time.Now().Add(warmup)
	end := begin.Add(lasting)
	took := make([][]int64, writers)
	var group sync.WaitGroup
	for writer := range writers {
		group.Add(1)
		go func() {
			defer group.Done()
			took[writer] = write(client, writer, value, begin, end)
		}()
	}
	group.Wait()

	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprintln(out, time.Since(begin).Seconds())
	for _, list := range took {
		for _, micros := range list {
			fmt.Fprintln(out, micros)
		}
	}
}

func write(client *clientv3.Client, writer int, value string, begin, end time.Time) []int64 {
	var took []int64
	for count := 0; ; count++ {
		started := time.Now()
		if !started.Before(end) {
			return took
		}
		key := fmt.Sprintf("/bench/%d/%d", writer, count%keysPerWriter)
		if _, err := client.Put(context.Background(), key, value); err != nil {
			fail(err)
		}
		if !started.Before(begin) {
			took = append(took, time.Since(started).Microseconds())
		}
	}
}

func number(at int) float64 {
	value, err := strconv.ParseFloat(os.Args[at], 64)
	if err != nil {
		fail(err)
	}
	return value
}

func seconds(at int) time.Duration {
	return time.Duration(number(at) * float64(time.Second))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
